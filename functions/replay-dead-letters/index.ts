/** The real edges of this function: its environment, its clients and the clock. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { makeDocuments, makeDynamo, makePatientSqs } from '../../lib/adapters/aws-clients.ts';
import { readEnv, replayDeadLettersEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { composeReplayDeadLetters } from './compose.ts';
import type { Answer } from './handler.ts';

const env = readEnv(replayDeadLettersEnv);
const telemetry = makeTelemetry('replay-dead-letters', env.DEPLOYMENT, env.RELEASE);

export const handler = middy<unknown, Answer>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeReplayDeadLetters(env, {
      documents: makeDocuments(makeDynamo()),
      sqs: makePatientSqs(),
      report: makeReport(telemetry),
      now: Date.now,
      audit: ({ kind, ...filter }) =>
        telemetry.logger.info('replay.requested', { kind, ...filter }),
    }),
  );
