/**
 * Answers as the AWS services shape them, errors above all: the SDK reads each service's own way.
 */
import { randomUUID } from 'node:crypto';
import type { Service } from './call.ts';
import { isQueryService, type QueryService, refuseObject, refuseQuery } from './query-reply.ts';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
};

export type Failure = {
  readonly status: number;
  /** The error's name as the SDK gives it. */
  readonly code: string;
  readonly message: string;
};

type JsonService = Exclude<Service, QueryService | 's3'>;

const contentTypes: Readonly<Record<JsonService, string>> = {
  sqs: 'application/x-amz-json-1.0',
  dynamodb: 'application/x-amz-json-1.0',
  secretsmanager: 'application/x-amz-json-1.1',
  lambda: 'application/json',
  logs: 'application/x-amz-json-1.1',
  cloudwatch: 'application/x-amz-json-1.0',
};

export const answer = (service: JsonService, value: unknown): Reply => ({
  status: 200,
  headers: headersOf(service),
  body: JSON.stringify(value),
});

export const refuse = (service: Service, failure: Failure): Reply => {
  if (isQueryService(service)) return refuseQuery(service, failure);
  if (service === 's3') return refuseObject(failure);
  const { status, code, message } = failure;
  if (service === 'sqs')
    return {
      status,
      // The SDK takes an SQS error's name from this header, a heritage of the older protocol.
      headers: { ...headersOf(service), 'x-amzn-query-error': `${code};Sender` },
      body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }),
    };
  if (service === 'lambda')
    return {
      status,
      headers: { ...headersOf(service), 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: 'User', Message: message }),
    };
  const namespace = service === 'dynamodb' ? 'com.amazon.coral.service#' : '';
  return {
    status,
    headers: headersOf(service),
    body: JSON.stringify({ __type: `${namespace}${code}`, Message: message }),
  };
};

const headersOf = (service: JsonService): Readonly<Record<string, string>> => ({
  'content-type': contentTypes[service],
  'x-amzn-requestid': randomUUID(),
});
