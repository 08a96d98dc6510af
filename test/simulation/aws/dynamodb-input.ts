/** The fields of DynamoDB's requests that the simulated table knows; any other one is refused. */
import { NotSimulated } from './not-simulated.ts';

type Values = Readonly<Record<string, unknown>>;

export type DynamoInput = {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Values;
  readonly Item?: Values;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Values[] }>>;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Values;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly Select?: string;
  readonly ExclusiveStartKey?: Values;
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string };
};

const placeholders = ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const;
const conditional = [
  'TableName',
  'ConditionExpression',
  ...placeholders,
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
] as const;
const paged = [
  'TableName',
  'FilterExpression',
  'ProjectionExpression',
  ...placeholders,
  'ConsistentRead',
  'Limit',
  'Select',
  'ExclusiveStartKey',
] as const;

const fields: Readonly<Record<string, readonly (keyof DynamoInput)[]>> = {
  GetItem: [
    'TableName',
    'Key',
    'ConsistentRead',
    'ProjectionExpression',
    'ExpressionAttributeNames',
  ],
  BatchGetItem: ['RequestItems'],
  PutItem: [...conditional, 'Item'],
  UpdateItem: [...conditional, 'Key', 'UpdateExpression'],
  DeleteItem: [...conditional, 'Key'],
  Query: [...paged, 'IndexName', 'KeyConditionExpression', 'ScanIndexForward'],
  Scan: paged,
  UpdateTimeToLive: ['TableName', 'TimeToLiveSpecification'],
};

export const knownFields: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(fields).map(([operation, names]) => [operation, new Set<string>(names)]),
);

/** @throws NotSimulated for an option that the operation has and this table does not. */
export const assertOneOf = (
  field: string,
  value: string | undefined,
  known: readonly string[],
): void => {
  if (value !== undefined && !known.includes(value)) {
    throw new NotSimulated(`${field} ${value}`);
  }
};
