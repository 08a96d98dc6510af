/**
 * replay-dead-letters, put together from its environment and its edges: what the world is made of is
 * given, so that the very same parts run on Lambda and in the simulation.
 */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeLetterQueue } from '../../lib/adapters/letter-queue.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { makeReadState, makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeJobStore } from '../../lib/adapters/replay-jobs.ts';
import type { ReplayDeadLettersEnv } from '../../lib/config/env/replay-dead-letters.ts';
import { makeBrowse } from '../../lib/letters/browse.ts';
import type { Job } from '../../lib/letters/job.ts';
import { makeOperate, type OperatePorts } from '../../lib/letters/operate.ts';
import { makeWork, type WorkDependencies } from '../../lib/letters/work.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<OperatePorts, 'now' | 'audit'> &
  Pick<WorkDependencies, 'sleep' | 'report'> & {
    readonly documents: DynamoDBDocumentClient;
    /** Patient: it receives letters. */
    readonly sqs: SQSClient;
    readonly randomHex: (bytes: number) => string;
  };

/** Short enough to be typed, and unlike that of any other job that is kept. */
const jobIdBytes = 6;
const holderBytes = 8;

export const composeReplayDeadLetters = (env: ReplayDeadLettersEnv, edges: Edges) => {
  const { documents, sqs, randomHex } = edges;
  const tableName = env.TABLE_NAME;
  const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);
  const ports = {
    ...edges,
    ...makeRecordPorts(documents, tableName),
    index: makeLetterIndex(documents, tableName),
    readState: makeReadState(documents, tableName),
    jobs: makeJobStore(documents, tableName),
    queue: makeLetterQueue({ sqs, queueUrl: env.DEAD_LETTERS_QUEUE_URL }),
    enqueue: (entry: Parameters<typeof enqueue>[0]) => enqueue(entry),
    tellJob: (job: Job) => edges.audit({ kind: 'job-ended', job }),
    makeJobId: () => randomHex(jobIdBytes),
    makeHolder: () => randomHex(holderBytes),
  };
  return makeHandler({
    now: edges.now,
    browse: makeBrowse(ports),
    operate: makeOperate(ports),
    work: makeWork(ports),
  });
};
