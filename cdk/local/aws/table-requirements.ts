/**
 * Which permissions a call to DynamoDB needs: one for each table or index, or for each part of a transaction.
 */
import { arnOf, type Surroundings } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import type { Requirement } from './requirements.ts';

export type TableLookup = {
  readonly at: Surroundings;
  /** The attribute that is a table's partition key; `undefined` for none of ours. */
  readonly partitionKey: (table: string) => string | undefined;
};

type Parameters = Call['parameters'];

/** Transactions are authorized by what each of their items does. */
const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

export const tableRequirements = (
  { operation, parameters }: Pick<Call, 'operation' | 'parameters'>,
  lookup: TableLookup,
): readonly Requirement[] => {
  const { RequestItems, TransactItems, IndexName } = parameters;
  const action = `dynamodb:${operation}`;
  if (isRecord(RequestItems))
    return Object.entries(RequestItems).map(([table, batch]) =>
      requirementFor(action, table, itemsOfBatch(batch), lookup),
    );
  if (Array.isArray(TransactItems))
    return TransactItems.filter(isRecord).flatMap((item) => transactionRequirements(item, lookup));
  const { TableName, ...rest } = parameters;
  const { resource, ...requirement } = requirementFor(action, TableName, itemsOf(rest), lookup);
  const index = typeof IndexName === 'string' ? `/index/${IndexName}` : '';
  return [{ ...requirement, resource: `${resource}${index}` }];
};

const transactionRequirements = (item: Parameters, lookup: TableLookup): readonly Requirement[] =>
  Object.entries(item).flatMap(([kind, part]) => {
    if (!isRecord(part)) return [];
    const action = `dynamodb:${transactionActions[kind] ?? kind}`;
    return requirementFor(action, part.TableName, itemsOf(part), lookup);
  });

/** @param items - nothing where the call names none. */
const requirementFor = (
  action: string,
  table: unknown,
  items: readonly Parameters[] | undefined,
  { at, partitionKey }: TableLookup,
): Requirement => {
  const resource = tableArn(at, table);
  const key = partitionKey(String(table).split('/').at(-1) ?? '');
  if (items === undefined || key === undefined) return { action, resource };
  return { action, resource, leadingKeys: items.map((item) => keyText(item[key])) };
};

const tableArn = (at: Surroundings, name: unknown): string =>
  typeof name !== 'string'
    ? '*'
    : name.startsWith('arn:')
      ? name
      : arnOf(at, 'dynamodb', `table/${name}`);

const itemsOf = ({ Key, Item }: Parameters): readonly Parameters[] | undefined => {
  const items = [Key, Item].filter(isRecord);
  return items.length === 0 ? undefined : items;
};

/** Of BatchGetItem `{Keys}`, of BatchWriteItem a list of puts and deletes. */
const itemsOfBatch = (batch: unknown): readonly Parameters[] => {
  const entries = isRecord(batch) ? batch.Keys : batch;
  const listed: readonly unknown[] = Array.isArray(entries) ? entries : [];
  return listed.filter(isRecord).flatMap((entry): readonly Parameters[] => {
    const { PutRequest, DeleteRequest } = entry;
    const requests = [PutRequest, DeleteRequest].filter(isRecord);
    return requests.length === 0 ? [entry] : requests.flatMap((one) => itemsOf(one) ?? []);
  });
};

/** A text, number or binary as it is written; a key has no other type. */
const keyText = (attribute: unknown): string =>
  isRecord(attribute) ? String(Object.values(attribute)[0]) : '';

const isRecord = (value: unknown): value is Parameters =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
