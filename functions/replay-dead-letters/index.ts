/** Composition root: the one file of this function that knows its environment and its clients. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { makeDocuments, makeDynamo, makePatientSqs } from '../../lib/adapters/aws-clients.ts';
import {
  makeMarkReplayed,
  makeReceiveLetters,
  makeReleaseLetters,
  makeRemoveLetter,
} from '../../lib/adapters/dead-letters.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { readEnv, replayDeadLettersEnv } from '../../lib/config/env.ts';
import { makeReplayLetters } from '../../lib/replay/replay-letters.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { type Answer, makeHandler } from './handler.ts';

const env = readEnv(replayDeadLettersEnv);
const telemetry = makeTelemetry('replay-dead-letters', env.DEPLOYMENT, env.RELEASE);
const sqs = makePatientSqs();
const letters = { sqs, queueUrl: env.DEAD_LETTERS_QUEUE_URL };
const enqueue = makeEnqueue(sqs, env.ORDERS_QUEUE_URL);

const replay = makeReplayLetters({
  receive: makeReceiveLetters(letters),
  enqueue: (entry) => enqueue(entry),
  markReplayed: makeMarkReplayed({
    dynamo: makeDocuments(makeDynamo()),
    tableName: env.TABLE_NAME,
  }),
  remove: makeRemoveLetter(letters),
  release: makeReleaseLetters(letters),
  report: makeReport(telemetry),
  now: Date.now,
});

export const handler = middy<unknown, Answer>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    makeHandler({
      replay,
      audit: ({ kind, ...filter }) =>
        telemetry.logger.info('replay.requested', { kind, ...filter }),
    }),
  );
