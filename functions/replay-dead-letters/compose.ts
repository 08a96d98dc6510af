/**
 * replay-dead-letters, put together from its environment and its edges: what the world is made of is
 * given, so that the very same parts run on Lambda and in the simulation.
 */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  makeMarkReplayed,
  makeReceiveLetters,
  makeReleaseLetters,
  makeRemoveLetter,
} from '../../lib/adapters/dead-letters.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import type { ReplayDeadLettersEnv } from '../../lib/config/env.ts';
import { makeReplayLetters, type ReplayPorts } from '../../lib/replay/replay-letters.ts';
import { type Dependencies, makeHandler } from './handler.ts';

export type Edges = Pick<ReplayPorts, 'now' | 'report'> &
  Pick<Dependencies, 'audit'> & {
    readonly documents: DynamoDBDocumentClient;
    readonly sqs: SQSClient;
  };

export const composeReplayDeadLetters = (env: ReplayDeadLettersEnv, edges: Edges) => {
  const { documents: dynamo, sqs, now, report, audit } = edges;
  const letters = { sqs, queueUrl: env.DEAD_LETTERS_QUEUE_URL };
  const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);
  const replay = makeReplayLetters({
    receive: makeReceiveLetters(letters),
    enqueue: (entry) => enqueue(entry),
    markReplayed: makeMarkReplayed({ dynamo, tableName: env.TABLE_NAME }),
    remove: makeRemoveLetter(letters),
    release: makeReleaseLetters(letters),
    report,
    now,
  });
  return makeHandler({ replay, audit });
};
