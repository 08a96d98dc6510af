/** The real edges of this function: its environment, its clients, the clock and chance. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  makeDocuments,
  makeDynamo,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { deliverOrderEnv } from '../../lib/config/env/deliver-order.ts';
import { readEnv } from '../../lib/config/env.ts';
import { makeTellCircuit } from '../../lib/telemetry/circuit-report.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeObserveAttempt, makeReport, makeTellHideFailure } from '../../lib/telemetry/report.ts';
import { composeDeliverOrder } from './compose.ts';

const env = readEnv(deliverOrderEnv);
const telemetry = makeTelemetry('deliver-order', env.DEPLOYMENT, env.RELEASE);
const dynamo = makeDynamo();

// No early timeout: middy would answer while the delivery went on (FACTS: reproduced). The delivery's
// own deadline ends it in time.
export const handler = middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeDeliverOrder(env, {
      dynamo,
      documents: makeDocuments(dynamo),
      sqs: makeSqs(),
      secrets: makeSecretsManager(),
      request: makeHttpRequest(),
      now: Date.now,
      wait: (millis) => wait(millis),
      random: Math.random,
      randomHex: (bytes) => randomBytes(bytes).toString('hex'),
      report: makeReport(telemetry),
      observeAttempt: makeObserveAttempt(telemetry),
      tellHideFailure: makeTellHideFailure(telemetry),
      tellCircuit: makeTellCircuit(telemetry),
    }),
  );
