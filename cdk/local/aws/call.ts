/**
 * What a request to the local AWS endpoint asks for: service, operation and parameters.
 *
 * Knows the JSON and query protocols of the SDK, Lambda's Invoke and S3; decides nothing about permission.
 */
import type { IncomingMessage } from 'node:http';
import { identifyObjectCall } from './object-call.ts';
import { type QueryService, queryServices } from './query-reply.ts';

export type Service =
  | 'sqs'
  | 'dynamodb'
  | 'secretsmanager'
  | 'lambda'
  | 'logs'
  | 's3'
  | 'cloudwatch'
  | QueryService;

/** How a call is passed on whose path and headers say what it asks for. */
export type RestRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type Call = {
  readonly service: Service;
  /** For instance `SendMessage`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As it came; for Lambda the event. */
  readonly body: Buffer;
  /** The header `X-Amz-Target`, empty for Lambda and S3. */
  readonly target: string;
  readonly contentType: string;
  /** Who calls; empty for a request without a signature. */
  readonly accessKeyId: string;
  /** Of S3 alone. */
  readonly rest?: RestRequest;
};

export type IdentifiedCall =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed' };

const services: Readonly<Record<string, Service>> = {
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'cloudwatch',
};

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** @param body - the whole body, read before. */
export const identifyCall = (request: IncomingMessage, body: Buffer): IdentifiedCall => {
  if (isForObjects(request)) return identifyObjectCall(request, body, accessKeyOf(request));
  const target = header(request, 'x-amz-target');
  const [api = '', operation = ''] = target.split('.');
  const service = services[api];
  if (service === undefined) return identifyQuery(request, body) ?? identifyInvoke(request, body);
  const parameters = parseObject(body);
  if (parameters === undefined) return { kind: 'malformed' };
  const common = { body, target, contentType: header(request, 'content-type') };
  return {
    kind: 'call',
    call: { ...common, service, operation, parameters, accessKeyId: accessKeyOf(request) },
  };
};

const identifyQuery = (request: IncomingMessage, body: Buffer): IdentifiedCall | undefined => {
  const contentType = header(request, 'content-type');
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(body.toString('utf8'));
  const { Action: operation = '', Version = '', ...parameters } = Object.fromEntries(form);
  const service = Object.entries(queryServices).find(([version]) => version === Version)?.[1];
  if (service === undefined) return undefined;
  const common = { body, target: '', contentType, accessKeyId: accessKeyOf(request) };
  return { kind: 'call', call: { ...common, service, operation, parameters } };
};

const identifyInvoke = (request: IncomingMessage, body: Buffer): IdentifiedCall => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const name = invokePath.exec(pathname)?.[1];
  if (request.method !== 'POST' || name === undefined) return { kind: 'unknown' };
  const parameters = {
    FunctionName: decodeURIComponent(name),
    Qualifier: searchParams.get('Qualifier') ?? undefined,
    InvocationType: header(request, 'x-amz-invocation-type') || 'RequestResponse',
  };
  const accessKeyId = accessKeyOf(request);
  const common = { body, target: '', contentType: '', accessKeyId };
  return { kind: 'call', call: { ...common, service: 'lambda', operation: 'Invoke', parameters } };
};

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

/** The signature is not verified: whoever reaches 127.0.0.1 is trusted to say who it is. */
const accessKeyOf = (request: IncomingMessage): string =>
  /Credential=([^/,\s]+)\//.exec(header(request, 'authorization'))?.[1] ?? '';

/** S3 says only in the signature that it is meant. */
const isForObjects = (request: IncomingMessage): boolean =>
  /Credential=[^,\s]+\/s3\/aws4_request/.test(header(request, 'authorization'));

const parseObject = (body: Buffer): Readonly<Record<string, unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8') || '{}');
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};
