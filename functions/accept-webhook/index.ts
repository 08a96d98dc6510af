/** The real edges of this function: its environment, its clients, the clock and chance. */
import { randomBytes } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  makeDocuments,
  makeDynamo,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { acceptWebhookEnv } from '../../lib/config/env/accept-webhook.ts';
import { readEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { composeAcceptWebhook } from './compose.ts';

const env = readEnv(acceptWebhookEnv);
const telemetry = makeTelemetry('accept-webhook', env.DEPLOYMENT, env.RELEASE);

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
  // The handler itself answers in time.
  timeoutEarlyInMillis: 0,
})
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeAcceptWebhook(env, {
      documents: makeDocuments(makeDynamo()),
      sqs: makeSqs(),
      secrets: makeSecretsManager(),
      report: makeReport(telemetry),
      now: Date.now,
      randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    }),
  );
