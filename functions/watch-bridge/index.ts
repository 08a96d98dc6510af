/** The real edges of this function: its environment, its clients and the clock. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import {
  makeDocuments,
  makeDynamo,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { watchBridgeEnv } from '../../lib/config/env/watch-bridge.ts';
import { readEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeTellWatched } from '../../lib/telemetry/watch-report.ts';
import type { Watched } from '../../lib/watch/watch.ts';
import { composeWatchBridge } from './compose.ts';

const env = readEnv(watchBridgeEnv);
const telemetry = makeTelemetry('watch-bridge', env.DEPLOYMENT, env.RELEASE);

// No early timeout: its own bounds end it long before.
export const handler = middy<unknown, Watched>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeWatchBridge(env, {
      documents: makeDocuments(makeDynamo()),
      sqs: makeSqs(),
      secrets: makeSecretsManager(),
      tell: makeTellWatched(telemetry),
      now: Date.now,
    }),
  );
