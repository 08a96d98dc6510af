/** The real edges of this function: its environment, its clients, the clock and chance. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import {
  makeDocuments,
  makeDynamo,
  makeS3,
  makeSecretsManager,
  makeSqs,
} from '../../lib/adapters/aws-clients.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeReportStore } from '../../lib/adapters/report-store.ts';
import { reconcileOrdersEnv } from '../../lib/config/env/reconcile-orders.ts';
import { readEnv } from '../../lib/config/env.ts';
import type { ReconcileAnswer } from '../../lib/reconciliation/request.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { makeTellReconciled } from '../../lib/telemetry/reconcile-report.ts';
import { makeReport } from '../../lib/telemetry/report.ts';
import { composeReconcileOrders } from './compose.ts';

const env = readEnv(reconcileOrdersEnv);
const telemetry = makeTelemetry('reconcile-orders', env.DEPLOYMENT, env.RELEASE);

// No early timeout: a run ends by itself while there is time to write down how far it came.
export const handler = middy<unknown, ReconcileAnswer>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(telemetry.logger))
  .use(logMetrics(telemetry.metrics))
  .handler(
    composeReconcileOrders(env, {
      documents: makeDocuments(makeDynamo()),
      sqs: makeSqs(),
      secrets: makeSecretsManager(),
      request: makeHttpRequest(),
      store: makeReportStore(makeS3(), env.REPORTS_BUCKET),
      memory: () => {
        const { rss: rssBytes, heapUsed: heapBytes } = process.memoryUsage();
        return { rssBytes, heapBytes };
      },
      report: makeReport(telemetry),
      tell: makeTellReconciled(telemetry),
      now: Date.now,
      sleep: (millis) => sleep(millis),
      randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    }),
  );
