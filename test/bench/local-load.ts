/**
 * A load test of a local stack of its own, with the sender that `bridge load` has; the simulated WMS is
 * asked whether each order came there once.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awaitEnds } from '../../cdk/bridge/load/await-ends.ts';
import { driveLoad } from '../../cdk/bridge/load/drive-load.ts';
import { type LoadFigures, loadFiguresOf } from '../../cdk/bridge/load/load-figures.ts';
import { makeLoadOrder, signedLoadOrder } from '../../cdk/bridge/load/load-order.ts';
import { type LoadShape, sendTimesOf } from '../../cdk/bridge/load/send-times.ts';
import { postWebhook } from '../../cdk/bridge/smoke/post-webhook.ts';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { makeReadState } from '../../lib/adapters/order-records.ts';
import type { Bridge } from '../end-to-end/bridge.ts';

export type LocalLoad = {
  readonly shape: LoadShape;
  readonly perMinute: number;
  readonly seconds: number;
  /** How long what was sent may take to come to its end. */
  readonly endSecondsMax: number;
};

export type LocalLoadFigures = LoadFigures & {
  /** At the WMS: orders with one effect, with more, and violations of the contract. */
  readonly wms: { readonly once: number; readonly more: number; readonly violations: number };
};

/** @param tell - how far it is, in words. */
export const runLocalLoad = async (
  { stack, wms }: Bridge,
  { shape, perMinute, seconds, endSecondsMax }: LocalLoad,
  tell: (text: string) => void,
  left: AbortSignal = new AbortController().signal,
): Promise<LocalLoadFigures> => {
  const {
    webhookUrl,
    shopifySecret,
    shop,
    awsEndpoint: endpoint,
    region,
    table,
  } = stack.describe();
  const startedAt = Date.now();
  const orders = Math.max(1, Math.round((perMinute * seconds) / 60));
  const orderOf = (number: number) => makeLoadOrder(startedAt, number, 'LOAD-TEST');
  const signer = { shop, secret: shopifySecret, makeId: randomUUID };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const readState = makeReadState(DynamoDBDocumentClient.from(client), table);
  const common = {
    now: Date.now,
    pause: (millis: number) => delay(millis, undefined, { signal: left }).catch(() => {}),
    left,
  };
  try {
    const sent = await driveLoad(
      {
        ...common,
        post: (number) => postWebhook(webhookUrl, signedLoadOrder(orderOf(number), signer)),
        progress: (answered) => tell(`${answered} of ${orders} orders answered`),
      },
      sendTimesOf(shape, orders, seconds * 1_000),
    );
    const ends = await awaitEnds(
      {
        ...common,
        readRecords: async (numbers) => {
          const keys = numbers.map((number) => ({ shop, orderId: orderOf(number).id }));
          const { recordOf } = await readState(keys);
          return keys.map(recordOf);
        },
        progress: (ended) => tell(`${ended} of ${orders} orders have come to their end`),
      },
      sent.map(({ number }) => number),
      endSecondsMax * 1_000,
    );
    const there = Array.from({ length: orders }, (_, number) => wms.order(orderOf(number).id));
    const effects = there.map((order) => order?.effects ?? 0);
    return {
      ...loadFiguresOf(orders, sent, ends),
      wms: {
        once: effects.filter((count) => count === 1).length,
        more: effects.filter((count) => count > 1).length,
        violations: wms.violations().length,
      },
    };
  } finally {
    client.destroy();
  }
};
