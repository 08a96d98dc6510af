/**
 * DynamoDB in memory: one table like the stack's, whose calls have their effect at once, in the order in
 * which they come. What it does not know is refused by name.
 *
 * Milder than AWS: reads and indexes are never behind. Expired items stay until `sweep` is called, as
 * AWS deletes late ("typically within a few days").
 */
import { table } from '../../../lib/config/table.ts';
import {
  attributeOf,
  type Codec,
  type Item,
  marshalledCodec,
  plainCodec,
} from './attribute-values.ts';
import { $metadata, asCommand, type Command, operationOf } from './command.ts';
import { tableNotFound } from './dynamodb-errors.ts';
import { assertOneOf, type DynamoInput, knownFields } from './dynamodb-input.ts';
import { query, scan } from './dynamodb-queries.ts';
import { batchGet, getItem } from './dynamodb-reads.ts';
import { makeWrites } from './dynamodb-writes.ts';
import { assertKnownFields, NotSimulated } from './not-simulated.ts';
import { makeTableStore } from './table-store.ts';

export type { Item } from './attribute-values.ts';

export type Dynamo = {
  /** @throws errors of the SDK's own classes; NotSimulated for what is not known here. */
  readonly apply: (command: unknown) => object;
  /** As they are now; an item that was read never changes. */
  readonly items: () => ReadonlyMap<string, Item>;
  /** By operation, for instance `PutItem`; those that failed are among them. */
  readonly calls: () => Readonly<Record<string, number>>;
  /** Of the table and its indexes, by operation; failed conditions cost as much. */
  readonly writeUnits: () => Readonly<Record<string, number>>;
  /** What no good run has: requests that AWS calls malformed, or that are not simulated. */
  readonly refusals: () => readonly string[];
  /** Deletes what has expired, as AWS does some day, and gives the ids. */
  readonly sweep: () => readonly string[];
};

export type DynamoOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Any other one is not found. @default - every name is this table's */
  readonly tableName?: string;
};

type Operation = (input: DynamoInput, codec: Codec) => object;

export const makeDynamo = ({ now, tableName }: DynamoOptions): Dynamo => {
  const store = makeTableStore();
  const calls: Record<string, number> = {};
  const writeUnits: Record<string, number> = {};
  const refusals: string[] = [];
  let running = '';
  const isTable = (name: string | undefined) => tableName === undefined || name === tableName;
  const writes = makeWrites(store, (units) => {
    writeUnits[running] = (writeUnits[running] ?? 0) + units;
  });

  const operations: Readonly<Record<string, Operation>> = {
    GetItem: (input, codec) => getItem(store, input, codec),
    BatchGetItem: (input, codec) => batchGet(store, isTable, input, codec),
    PutItem: writes.put,
    UpdateItem: writes.update,
    DeleteItem: writes.remove,
    Query: (input, codec) => query(store, input, codec),
    Scan: (input, codec) => scan(store, input, codec),
    UpdateTimeToLive: ({ TimeToLiveSpecification: asked }) => {
      assertOneOf('the time to live by', asked?.AttributeName, [table.expiry]);
      return { $metadata, TimeToLiveSpecification: asked };
    },
  };

  const run = (command: Command): object => {
    const { name, isDocument } = operationOf(command);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw new NotSimulated(`${name} of DynamoDB is not simulated`);
    assertKnownFields(name, command.input, knownFields.get(name) ?? new Set());
    const input: DynamoInput = command.input;
    if (name !== 'BatchGetItem' && !isTable(input.TableName)) throw tableNotFound();
    running = name;
    return operation(input, isDocument ? plainCodec : marshalledCodec);
  };

  return {
    apply: (given) => {
      const command = asCommand(given);
      const { name } = operationOf(command);
      calls[name] = (calls[name] ?? 0) + 1;
      try {
        return run(command);
      } catch (error) {
        if (!isExpected(error)) refusals.push(`${name}: ${error}`);
        throw error;
      }
    },
    items: () => store.items,
    calls: () => calls,
    writeUnits: () => writeUnits,
    refusals: () => refusals,
    sweep: () => {
      const seconds = now() / 1_000;
      const expired = [...store.items].filter(([, item]) => {
        const at = attributeOf(item, table.expiry);
        return typeof at === 'number' && at < seconds;
      });
      for (const [id] of expired) store.write(id, undefined);
      return expired.map(([id]) => id);
    },
  };
};

const expectedErrors = new Set(['ConditionalCheckFailedException', 'ResourceNotFoundException']);
const isExpected = (error: unknown): boolean =>
  error instanceof Error && expectedErrors.has(error.name);
