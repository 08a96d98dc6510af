/** The real edges of this function: its environment, its clients, the clock and chance. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { makeDocuments, makeDynamo, makePatientSqs } from '../../lib/adapters/aws-clients.ts';
import { replayDeadLettersEnv } from '../../lib/config/env/replay-dead-letters.ts';
import { readEnv } from '../../lib/config/env.ts';
import type { Answer } from '../../lib/letters/answer-request.ts';
import type { RouteAnswer } from '../../lib/letters/operations-route.ts';
import { makeAudit } from '../../lib/telemetry/audit.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { composeReplayDeadLetters } from './compose.ts';

const env = readEnv(replayDeadLettersEnv);
const telemetry = makeTelemetry('replay-dead-letters', env.DEPLOYMENT, env.RELEASE);

// No early timeout: a slice ends by itself while there is time to leave the jobs as they are.
export const handler = middy<unknown, Answer | RouteAnswer | string>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeReplayDeadLetters(env, {
      documents: makeDocuments(makeDynamo()),
      sqs: makePatientSqs(),
      report: makeReport(telemetry),
      audit: makeAudit(telemetry),
      now: Date.now,
      sleep: (millis) => sleep(millis),
      randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    }),
  );
