/**
 * Which permissions a call needs: IAM action and resource, several where a call spans resources.
 *
 * Follows the service authorization reference, where actions and API operations differ.
 */
import { arnOf, type Surroundings, stackIdOf } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import { isOurs } from './stack-api.ts';

export type Requirement = {
  /** For instance `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
};

export type ArnLookup = {
  readonly at: Surroundings;
  /** A secret's full ARN by name or by any ARN that names it; `undefined` for none of ours. */
  readonly secretArn: (secretId: string) => string | undefined;
  /** A function's ARN by name or ARN, with `:$LATEST` if asked so; `undefined` for none of ours. */
  readonly functionArn: (name: string) => string | undefined;
};

type Parameters = Call['parameters'];

export const requirementsOf = (call: Call, lookup: ArnLookup): readonly Requirement[] => {
  if (call.service === 'sqs') return [queueRequirement(call, lookup.at)];
  if (call.service === 'dynamodb') return tableRequirements(call, lookup.at);
  if (call.service === 'lambda') return [functionRequirement(call, lookup)];
  if (call.service === 'logs') return [logsRequirement(call, lookup.at)];
  if (call.service === 'cloudformation') return [stackRequirement(call, lookup.at)];
  // Whoever has credentials may ask whose they are.
  if (call.service === 'sts') return [];
  return [secretRequirement(call, lookup)];
};

const stackRequirement = (
  { operation, parameters: { StackName: asked } }: Call,
  at: Surroundings,
): Requirement => {
  const action = `cloudformation:${operation}`;
  if (typeof asked !== 'string') return { action, resource: '*' };
  if (isOurs(at, asked)) return { action, resource: stackIdOf(at) };
  const resource = asked.startsWith('arn:')
    ? asked
    : arnOf(at, 'cloudformation', `stack/${asked}/*`);
  return { action, resource };
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

const tableArn = (at: Surroundings, name: unknown): string =>
  typeof name !== 'string'
    ? '*'
    : name.startsWith('arn:')
      ? name
      : arnOf(at, 'dynamodb', `table/${name}`);

/** Transactions are authorized by what each of their items does. */
const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

const tableRequirements = (
  { operation, parameters }: Call,
  at: Surroundings,
): readonly Requirement[] => {
  const { TableName, IndexName, RequestItems, TransactItems } = parameters;
  const action = `dynamodb:${operation}`;
  if (isRecord(RequestItems))
    return Object.keys(RequestItems).map((name) => ({ action, resource: tableArn(at, name) }));
  if (Array.isArray(TransactItems))
    return TransactItems.filter(isRecord).flatMap((item) => transactionRequirements(item, at));
  const resource = tableArn(at, TableName);
  const index = typeof IndexName === 'string' ? `/index/${IndexName}` : '';
  return [{ action, resource: `${resource}${index}` }];
};

const transactionRequirements = (item: Parameters, at: Surroundings): readonly Requirement[] =>
  Object.entries(item).flatMap(([kind, part]) =>
    isRecord(part)
      ? {
          action: `dynamodb:${transactionActions[kind] ?? kind}`,
          resource: tableArn(at, part.TableName),
        }
      : [],
  );

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

const isRecord = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
