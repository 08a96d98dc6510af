/** The real edges of this function: its environment, its clients and the clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { makeSecretsManager } from '../../lib/adapters/aws-clients.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { rotateWmsKeyEnv } from '../../lib/config/env/rotate-wms-key.ts';
import { readEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeTellRotated } from '../../lib/telemetry/rotation-report.ts';
import { composeRotateWmsKey } from './compose.ts';

const env = readEnv(rotateWmsKeyEnv);
const telemetry = makeTelemetry('rotate-wms-key', env.DEPLOYMENT, env.RELEASE);

// No early timeout: a step that is ended is repeated.
export const handler = middy<SecretsManagerRotationEvent, void>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .handler(
    composeRotateWmsKey(env, {
      secrets: makeSecretsManager(),
      request: makeHttpRequest(),
      tell: makeTellRotated(telemetry),
      now: Date.now,
      sleep: (millis) => sleep(millis),
    }),
  );
