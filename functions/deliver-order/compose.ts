/**
 * deliver-order, put together from its environment and its edges: what the world is made of is given,
 * so that the very same parts run on Lambda and in the simulation.
 */
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeCircuitItem } from '../../lib/adapters/circuit-item.ts';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeOnceOnly } from '../../lib/adapters/once-only.ts';
import { makeHide, type TellHideFailure } from '../../lib/adapters/order-queue.ts';
import { makeReadState, makeRecordPorts } from '../../lib/adapters/order-records.ts';
import {
  makeReadSecretText,
  makeReadSecretVersion,
  makeReadWmsSecret,
  type ReadSecretText,
} from '../../lib/adapters/secrets.ts';
import { makeWmsClient } from '../../lib/adapters/wms-client.ts';
import type { CircuitChange } from '../../lib/circuit/circuit.ts';
import { makeCircuitGuard } from '../../lib/circuit/guard.ts';
import type { DeliverOrderEnv } from '../../lib/config/env/deliver-order.ts';
import { type DeliverPorts, makeDeliver } from '../../lib/delivery/deliver.ts';
import { makeDeliverBatch } from '../../lib/delivery/deliver-batch.ts';
import { makePacer } from '../../lib/delivery/pacer.ts';
import { makePass } from '../../lib/delivery/pass.ts';
import { makeTableAway } from '../../lib/delivery/table-away.ts';
import type { Report } from '../../lib/order/stage-report.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<
  DeliverPorts,
  'now' | 'wait' | 'random' | 'randomHex' | 'observeAttempt'
> & {
  /** Of the same DynamoDB: Powertools speaks to it in its own way. */
  readonly dynamo: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly request: SendHttp;
  readonly report: Report;
  readonly tellHideFailure: TellHideFailure;
  readonly tellCircuit: (change: CircuitChange) => void;
};

export const composeDeliverOrder = (env: DeliverOrderEnv, edges: Edges) => {
  const { documents, sqs, now, random, report } = edges;
  const settings = { ...env.DELIVERY, circuit: env.CIRCUIT };
  const tableName = env.TABLE_NAME;
  const readText = makeReadSecretText(edges.secrets, env.WMS_SECRET_ARN, now);
  const circuit = composeCircuit(env, edges, readText);
  const attempt = makeWmsClient({
    ...edges,
    settings: env.WMS,
    delivery: settings,
    release: env.RELEASE,
    readSecret: makeReadWmsSecret(readText, circuit.isRefused),
    isRefused: circuit.isRefused,
    pass: makePass(makePacer(env.WMS.pacePerSecond, edges), circuit),
  });
  const onceOnly = makeOnceOnly(
    new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: edges.dynamo }),
  );
  const deliverBatch = makeDeliverBatch({
    ...makeRecordPorts(documents, tableName),
    readState: makeReadState(documents, tableName),
    hide: makeHide(sqs, env.ORDERS_QUEUE_URL, edges.tellHideFailure),
    park: makePark({ sqs, dynamo: documents, queueUrl: env.DEAD_LETTERS_QUEUE_URL, tableName }),
    deliver: makeDeliver({ ...edges, attempt, circuit, settings }),
    deliverOnce: onceOnly.deliverOnce,
    circuit,
    tableAway: makeTableAway(settings, now),
    report,
    settings,
    send: env.SEND,
    now,
    random,
  });
  return makeHandler({ deliverBatch, beginInvocation: onceOnly.beginInvocation });
};

const composeCircuit = (env: DeliverOrderEnv, edges: Edges, readText: ReadSecretText) =>
  makeCircuitGuard(env.CIRCUIT, {
    ...edges,
    ...makeCircuitItem(edges.documents, env.TABLE_NAME),
    readSecretVersion: makeReadSecretVersion(readText, env.WMS_SECRET_ARN),
    tell: edges.tellCircuit,
    makeHolder: () => edges.randomHex(8),
  });
