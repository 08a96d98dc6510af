/**
 * Many dead letters at once, made by the very parts that park: letter, content, index item, order record.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { letterOf } from '../../lib/order/dead-letter.ts';
import { contentHash, type NormalOrder } from '../../lib/order/normal-order.ts';
import { instantOf, type ParkClass } from '../../lib/order/order-record.ts';
import { normalOrder } from '../builders/normal-order.ts';
import { orderMessage } from '../builders/order-message.ts';

export type Seeded = {
  readonly orderId: string;
  readonly class: ParkClass;
  /** What has become of the order since: a newer version or this one is at the WMS. @default - nothing */
  readonly since?: 'newer delivered' | 'delivered';
};

/** The embedded emulators take no more at once. */
const lanes = 16;
const newerVersion = '2026-11-22T11:00:00Z';

/** @param progress - told how many lie there. */
export const seedLetters = async (
  { awsEndpoint: endpoint, region, queues, table: tableName, shop }: StackDescription,
  letters: readonly Seeded[],
  progress: (done: number) => void = () => undefined,
): Promise<void> => {
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  const sqs = new SQSClient({ endpoint, region, credentials });
  const park = makePark({ dynamo, sqs, queueUrl: queues.deadLetters, tableName });
  const records = makeRecordPorts(dynamo, tableName);
  const left = [...letters];
  const parkNext = async (): Promise<void> => {
    for (let seeded = left.shift(); seeded; seeded = left.shift()) {
      const order = normalOrder({ shop, orderId: seeded.orderId });
      const at = await parkOne(park, order, seeded.class);
      await markOne(records, order, seeded, at);
      progress(letters.length - left.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, parkNext));
  dynamo.destroy();
  sqs.destroy();
};

const parkOne = async (
  park: ReturnType<typeof makePark>,
  order: NormalOrder,
  parkClass: ParkClass,
): Promise<string> => {
  const at = new Date().toISOString();
  const message = orderMessage({ id: `message-${order.orderId}`, order, time: at });
  const facts = { class: parkClass, reason: `${parkClass} in a proof`, attempts: 1, receives: 1 };
  await park(letterOf(`letter-${order.orderId}`, message, { ...facts, parkedAt: at }));
  return at;
};

const markOne = async (
  { markParked, markDecided }: ReturnType<typeof makeRecordPorts>,
  order: NormalOrder,
  { orderId, class: parkClass, since }: Seeded,
  at: string,
): Promise<void> => {
  const { shop, version } = order;
  const key = { shop, orderId };
  const letterId = `letter-${orderId}`;
  await markParked(key, { version, instant: instantOf(version), class: parkClass, letterId, at });
  if (since === undefined) return;
  const decided = since === 'delivered' ? version : newerVersion;
  const hash = contentHash(order);
  const facts = { version: decided, instant: instantOf(decided), hash, generation: 0, at };
  await markDecided(key, { ...facts, outcome: 'delivered' }, `wms-${orderId}`);
};
