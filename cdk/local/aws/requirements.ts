/**
 * Which permissions a call needs: IAM action and resource, several where a call spans resources.
 *
 * Follows the service authorization reference, where actions and API operations differ.
 */
import type { Permission } from '../contracts.ts';
import { arnOf, type Surroundings } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import { objectRequirements } from './object-requirements.ts';
import { type TableLookup, tableRequirements } from './table-requirements.ts';

export type Requirement = Permission & {
  /** The partition keys of the items that a call to DynamoDB names; not there where it names none. */
  readonly leadingKeys?: readonly string[];
};

export type ArnLookup = TableLookup & {
  /** A secret's full ARN by name or by any ARN that names it; `undefined` for none of ours. */
  readonly secretArn: (secretId: string) => string | undefined;
  /** A function's ARN by name or ARN, with `:$LATEST` if asked so; `undefined` for none of ours. */
  readonly functionArn: (name: string) => string | undefined;
};

export const requirementsOf = (call: Call, lookup: ArnLookup): readonly Requirement[] => {
  if (call.service === 'sqs') return [queueRequirement(call, lookup.at)];
  if (call.service === 'dynamodb') return tableRequirements(call, lookup);
  if (call.service === 's3') return objectRequirements(call);
  if (call.service === 'lambda') return [functionRequirement(call, lookup)];
  if (call.service === 'logs') return [logsRequirement(call, lookup.at)];
  if (call.service === 'cloudformation') return [stackRequirement(call, lookup.at)];
  if (call.service === 'sns') return [topicRequirement(call)];
  if (call.service === 'cloudwatch') return alarmRequirements(call, lookup.at);
  // Whoever has credentials may ask whose they are.
  if (call.service === 'sts') return [];
  return [secretRequirement(call, lookup)];
};

/** A stack that is named without its id is checked against the name and any id. */
const stackRequirement = (
  { operation, parameters: { StackName: asked } }: Call,
  at: Surroundings,
): Requirement => {
  const action = `cloudformation:${operation}`;
  if (typeof asked !== 'string') return { action, resource: '*' };
  const isArn = asked.startsWith('arn:');
  return { action, resource: isArn ? asked : arnOf(at, 'cloudformation', `stack/${asked}/*`) };
};

const topicRequirement = ({ operation, parameters: { TopicArn } }: Call): Requirement => ({
  action: `sns:${operation}`,
  resource: typeof TopicArn === 'string' ? TopicArn : '*',
});

/** One for each alarm that is named; for none, all of them. */
const alarmRequirements = (
  { operation, parameters: { AlarmName, AlarmNames } }: Call,
  at: Surroundings,
): readonly Requirement[] => {
  const given: readonly unknown[] = Array.isArray(AlarmNames) ? AlarmNames : [AlarmName ?? '*'];
  const names = given.length > 0 ? given : ['*'];
  return names.map((name) => ({
    action: `cloudwatch:${operation}`,
    resource: arnOf(at, 'cloudwatch', `alarm:${String(name)}`),
  }));
};

/** Batches have no action of their own. */
const queueRequirement = (
  { operation, parameters: { QueueUrl, QueueName } }: Call,
  at: Surroundings,
): Requirement => {
  const name = typeof QueueUrl === 'string' ? QueueUrl.split('/').at(-1) : QueueName;
  return {
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resource: typeof name === 'string' ? arnOf(at, 'sqs', name) : '*',
  };
};

const secretRequirement = (
  { operation, parameters: { SecretId } }: Call,
  { at, secretArn }: ArnLookup,
): Requirement => {
  const action = `secretsmanager:${operation}`;
  if (typeof SecretId !== 'string') return { action, resource: '*' };
  const asked = SecretId.startsWith('arn:')
    ? SecretId
    : arnOf(at, 'secretsmanager', `secret:${SecretId}`);
  return { action, resource: secretArn(SecretId) ?? asked };
};

/** Policies name a log group with all that is in it. */
const logsRequirement = (
  { operation, parameters: { logGroupName: name } }: Call,
  at: Surroundings,
): Requirement => ({
  action: `logs:${operation}`,
  resource: typeof name === 'string' ? arnOf(at, 'logs', `log-group:${name}:*`) : '*',
});

/** A permission on a function's bare ARN does not reach an invocation that names a version. */
const functionRequirement = (
  { parameters: { FunctionName, Qualifier } }: Call,
  { at, functionArn }: ArnLookup,
): Requirement => {
  const given = String(FunctionName);
  const version = Qualifier === undefined ? '' : `:${String(Qualifier)}`;
  const name = given.endsWith(version) ? given : `${given}${version}`;
  const asked = name.startsWith('arn:') ? name : arnOf(at, 'lambda', `function:${name}`);
  return { action: 'lambda:InvokeFunction', resource: functionArn(name) ?? asked };
};
