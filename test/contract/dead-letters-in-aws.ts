/** Parking, held to its promises on SQS and DynamoDB, and to what only they can show. */
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeLetterQueue } from '../../lib/adapters/letter-queue.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { table } from '../../lib/config/table.ts';
import { deadLetter } from '../builders/order-message.ts';
import type { QueueService, Queues, TableService, Tables } from './aws-resources.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { describeCrashes } from './dead-letters-crashes.ts';
import { describeReplayed } from './dead-letters-replayed.ts';

export const describeLettersInAws = (services: {
  readonly queues: QueueService;
  readonly tables: TableService;
}) => {
  describe(`in SQS (${services.queues.name}) and DynamoDB (${services.tables.name})`, () => {
    let queues: Queues;
    let tables: Tables;
    beforeAll(async () => {
      [queues, tables] = await Promise.all([
        services.queues.startQueues(),
        services.tables.startTables(),
      ]);
    });
    afterAll(async () => {
      await Promise.all([queues.close(), tables.close()]);
    });

    const makeClients = async () => ({
      sqs: queues.sqs,
      dynamo: tables.dynamo,
      queueUrl: await queues.createQueue(),
      tableName: await tables.createTable(),
    });
    const makeScene = async () => {
      const clients = await makeClients();
      const { sqs, dynamo, queueUrl, tableName } = clients;
      const ordersUrl = await queues.createQueue();
      const putBare = async (groupId: string, body: string) => {
        await makeEnqueue(sqs, queueUrl)({ groupId, body, deduplicationId: 'moved' });
      };
      return {
        clients,
        park: makePark(clients),
        putBare,
        index: makeLetterIndex(dynamo, tableName),
        queue: makeLetterQueue({ sqs, queueUrl }),
        orders: {
          enqueue: makeEnqueue(sqs, ordersUrl),
          receive: () => queues.receive(ordersUrl),
          remove: async (ReceiptHandle: string) => {
            await sqs.send(new DeleteMessageCommand({ QueueUrl: ordersUrl, ReceiptHandle }));
          },
        },
      };
    };
    describeDeadLetters('SQS and DynamoDB', makeScene);
    describeReplayed(makeScene);
    describeCrashes(makeScene);

    const itemOf = async (tableName: string, letterId: string) => {
      const Key = { [table.key]: `letter#${letterId}` };
      const { Item } = await tables.dynamo.send(new GetCommand({ TableName: tableName, Key }));
      return Item;
    };

    it('a letter carries its class and correlation id outside, and no more', async () => {
      const clients = await makeClients();
      await makePark(clients)(deadLetter());
      const { Messages } = await queues.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: clients.queueUrl,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      expect(Messages).toMatchObject([
        {
          MessageAttributes: {
            class: { StringValue: 'rejected' },
            correlation_id: { StringValue: 'shopify-order-820982911946154508' },
          },
          Attributes: { MessageDeduplicationId: 'park:f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11' },
        },
      ]);
      expect(Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort()).toEqual([
        'class',
        'correlation_id',
      ]);
    });

    it('the index item has the facts of a letter and nothing that may name the customer', async () => {
      const clients = await makeClients();
      const canary = 'nobody at 17 Thistledown Crescent';
      await makePark(clients)(deadLetter({ letter: { letterId: 'L1', problem: canary } }));
      const item = await itemOf(clients.tableName, 'L1');
      expect(item).toEqual({
        id: 'letter#L1',
        lettersIndex: 'letters',
        expiration: Date.UTC(2026, 11, 6, 10, 0, 3) / 1_000,
        messageId: expect.stringMatching(/./),
        groupId: 'demo.myshopify.com/820982911946154508',
        class: 'rejected',
        reason: 'the WMS answered 422',
        status: 422,
        attempts: 1,
        deliveries: 0,
        receives: 1,
        parkedAt: '2026-11-22T10:00:03.000Z',
        receivedAt: '2026-11-22T10:00:02.000Z',
        shop: 'demo.myshopify.com',
        orderId: '820982911946154508',
        version: '2026-11-22T10:00:00Z',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        generation: null,
        topic: 'orders/create',
        correlationId: 'shopify-order-820982911946154508',
        replays: 0,
        body: null,
        parts: 1,
      });
    });

    it('nothing is indexed where the letter could not be sent', async () => {
      const clients = await makeClients();
      const park = makePark({ ...clients, queueUrl: `${clients.queueUrl}-not` });
      await expect(park(deadLetter({ letter: { letterId: 'L1' } }))).rejects.toThrow();
      expect(await itemOf(clients.tableName, 'L1')).toBeUndefined();
    });
  });
};
