/** The real edges of this function: its environment, its client and the clock. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { makeDocuments, makeDynamo } from '../../lib/adapters/aws-clients.ts';
import { browseDeadLettersEnv } from '../../lib/config/env/browse-dead-letters.ts';
import { readEnv } from '../../lib/config/env.ts';
import type { BrowseAnswer } from '../../lib/letters/request.ts';
import { makeAudit } from '../../lib/telemetry/audit.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { composeBrowseDeadLetters } from './compose.ts';

const env = readEnv(browseDeadLettersEnv);
const telemetry = makeTelemetry('browse-dead-letters', env.DEPLOYMENT, env.RELEASE);

export const handler = middy<unknown, BrowseAnswer | string>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeBrowseDeadLetters(env, {
      documents: makeDocuments(makeDynamo()),
      audit: makeAudit(telemetry),
      now: Date.now,
    }),
  );
