/**
 * The servers that the adapters are held to: the embedded emulators, and those that are given by
 * environment (`DYNAMODB_ENDPOINT`, `SQS_ENDPOINT`; `DYNAMODB_SERVER`, `SQS_SERVER` say which they are).
 *
 * Where servers differ, what each does is data here, so that the suites state it instead of skipping it.
 */
import { startQueueEmulator, startTableEmulator } from '../../cdk/local/aws/emulators.ts';

export const region = 'us-east-1';

/** What DynamoDB servers do differently; the adapters must do the same on all. */
export type TableHabits = {
  /** Of a failed condition, to a caller that asks for the old item. */
  readonly oldItem: 'given' | 'withheld';
  /** The operation that names the attribute by which items expire. */
  readonly timeToLive: 'known' | 'unknown';
  /** How much one BatchGetItem reads before it leaves keys unprocessed; AWS: 16 MB. */
  readonly batchRead: '1 MB' | '16 MB';
};

/** What SQS servers do differently; the adapters must do the same on all. */
export type QueueHabits = {
  /** Messages of one group in one receive. */
  readonly perGroup: 'one' | 'several';
  /** Where an id is remembered. */
  readonly deduplicates: 'per group' | 'per queue';
  /** A deletion by a handle that is not the message's latest. */
  readonly staleDeletion: 'ignored' | 'refused' | 'obeyed';
};

/** All that is known to happen: what a server that nobody has tried yet may do. */
export const anyHabits = {
  oldItem: ['given', 'withheld'],
  timeToLive: ['known', 'unknown'],
  batchRead: ['1 MB', '16 MB'],
  perGroup: ['one', 'several'],
  deduplicates: ['per group', 'per queue'],
  staleDeletion: ['ignored', 'refused', 'obeyed'],
} as const satisfies {
  readonly [Habit in keyof (TableHabits & QueueHabits)]: readonly (TableHabits &
    QueueHabits)[Habit][];
};

const tableHabits: Readonly<Record<string, TableHabits>> = {
  dynalite: { oldItem: 'withheld', timeToLive: 'unknown', batchRead: '1 MB' },
  'dynamodb-local': { oldItem: 'given', timeToLive: 'known', batchRead: '16 MB' },
};

const queueHabits: Readonly<Record<string, QueueHabits>> = {
  fauxqs: { perGroup: 'one', deduplicates: 'per queue', staleDeletion: 'ignored' },
};

export type Server<Habits> = {
  readonly name: string;
  /** Nothing for a server that nobody has tried yet. */
  readonly habits: Habits | undefined;
  readonly start: () => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
};

/** Somebody else's server, which is neither started nor stopped. */
const given = <Habits>(
  endpoint: string | undefined,
  name = 'a server of your own',
  known: Readonly<Record<string, Habits>>,
): Server<Habits> | undefined =>
  endpoint === undefined
    ? undefined
    : {
        name,
        habits: known[name],
        start: async () => ({ url: endpoint, close: async () => {} }),
      };

const { DYNAMODB_ENDPOINT, DYNAMODB_SERVER, SQS_ENDPOINT, SQS_SERVER } = process.env;

const embeddedTables: Server<TableHabits> = {
  name: 'dynalite',
  habits: tableHabits['dynalite'],
  start: startTableEmulator,
};
const embeddedQueues: Server<QueueHabits> = {
  name: 'fauxqs',
  habits: queueHabits['fauxqs'],
  start: () => startQueueEmulator(region),
};
export const givenTables = given(DYNAMODB_ENDPOINT, DYNAMODB_SERVER, tableHabits);
export const givenQueues = given(SQS_ENDPOINT, SQS_SERVER, queueHabits);

export const tableServers = [embeddedTables, ...(givenTables ? [givenTables] : [])];
export const queueServers = [embeddedQueues, ...(givenQueues ? [givenQueues] : [])];

/** For suites that need both: what is not given is embedded. */
export const serverPairs = [
  { queues: embeddedQueues, tables: embeddedTables },
  ...(givenTables || givenQueues
    ? [{ queues: givenQueues ?? embeddedQueues, tables: givenTables ?? embeddedTables }]
    : []),
];

/** What a server may be seen to do: its own habit, or any that is known. */
export const mayBe = <Name extends keyof typeof anyHabits>(
  habits: { readonly [Habit in Name]: (typeof anyHabits)[Name][number] } | undefined,
  name: Name,
): readonly string[] => (habits === undefined ? anyHabits[name] : [habits[name]]);
