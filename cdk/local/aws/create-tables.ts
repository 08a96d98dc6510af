/**
 * Creates the template's tables, empty: what an earlier run has left under their names is deleted first.
 *
 * Touches no other table.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalResource } from '../contracts.ts';
import { startRefused } from '../start-refused.ts';
import { type Answered, demand, isUnknown, refusalOf, type SetUp } from './resource-call.ts';

/** @throws a refusal when the emulator does not take what the template asks for. */
export const createTables = async (
  tables: readonly LocalResource[],
  setUp: SetUp,
): Promise<void> => {
  await Promise.all(
    tables.map(async (table) => {
      if (setUp.isOutside) await removeTable(table.ref, setUp);
      await createTable(table, setUp);
      await expireItems(table, setUp);
    }),
  );
};

const removeTable = async (TableName: string, setUp: SetUp): Promise<void> => {
  const removed = await setUp.call('DeleteTable', { TableName });
  if (isMissing(removed)) return;
  if (removed.kind === 'refused') throw refusalOf(setUp.who, 'DeleteTable', removed);
  await awaitTable(TableName, setUp, 'deleted', isMissing);
};

const isMissing = (answered: Answered): boolean =>
  answered.kind === 'refused' && answered.code === 'ResourceNotFoundException';

const createTable = async ({ ref, properties }: LocalResource, setUp: SetUp): Promise<void> => {
  const { AttributeDefinitions, KeySchema, BillingMode } = properties;
  await demand(setUp, 'CreateTable', {
    TableName: ref,
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    GlobalSecondaryIndexes: indexesOf(properties.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexesOf(properties.LocalSecondaryIndexes),
  });
  await awaitTable(ref, setUp, 'active', (described) =>
    JSON.stringify(described).includes('"TableStatus":"ACTIVE"'),
  );
};

const indexesOf = (indexes: unknown): readonly unknown[] | undefined =>
  Array.isArray(indexes)
    ? indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))
    : undefined;

/** Not every emulator expires items; DynamoDB itself does so days late, so nothing relies on it. */
const expireItems = async ({ ref, properties }: LocalResource, setUp: SetUp): Promise<void> => {
  const { TimeToLiveSpecification } = properties;
  if (TimeToLiveSpecification === undefined) return;
  const parameters = { TableName: ref, TimeToLiveSpecification };
  const answered = await setUp.call('UpdateTimeToLive', parameters);
  if (answered.kind === 'refused' && !isUnknown(answered)) {
    throw refusalOf(setUp.who, 'UpdateTimeToLive', answered);
  }
};

const tableMillisMax = 15_000;
const tablePollMillis = 10;

const awaitTable = async (
  TableName: string,
  { call, who }: SetUp,
  state: 'active' | 'deleted',
  isSo: (described: Answered) => boolean,
): Promise<void> => {
  for (const until = performance.now() + tableMillisMax; performance.now() < until; ) {
    if (isSo(await call('DescribeTable', { TableName }))) return;
    await sleep(tablePollMillis);
  }
  throw startRefused(`table ${TableName} does not become ${state} in ${who}`, 1);
};
