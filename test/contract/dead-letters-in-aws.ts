/** The dead letters' adapter, held to its promises on SQS and DynamoDB, and to what only they can show. */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeMarkReplayed,
  makePark,
  makeReceiveLetters,
  makeReleaseLetters,
  makeRemoveLetter,
} from '../../lib/adapters/dead-letters.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { table } from '../../lib/config/table.ts';
import { deadLetter } from '../builders/order-message.ts';
import type { QueueService, Queues, TableService, Tables } from './aws-resources.ts';
import { describeDeadLetters } from './dead-letters.ts';

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
    const text = (value: { readonly S?: string | undefined } | undefined): string => value?.S ?? '';

    describeDeadLetters('SQS and DynamoDB', async () => {
      const clients = await makeClients();
      const { sqs, queueUrl, tableName } = clients;
      const ordersUrl = await queues.createQueue();
      const remove = async (QueueUrl: string, ReceiptHandle: string) => {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      };
      return {
        park: makePark(clients),
        putBare: async (groupId, body) => {
          await makeEnqueue(sqs, queueUrl)({ groupId, body, deduplicationId: 'moved' });
        },
        receive: makeReceiveLetters(clients),
        markReplayed: makeMarkReplayed(clients),
        remove: makeRemoveLetter(clients),
        release: makeReleaseLetters(clients),
        waiting: async () =>
          (await tables.query(tableName, table.letters, 'letters')).map((item) => ({
            letterId: text(item[table.key]).replace('letter#', ''),
            messageId: text(item['messageId']),
            class: text(item['class']),
            parkedAt: text(item['parkedAt']),
          })),
        orders: {
          enqueue: makeEnqueue(sqs, ordersUrl),
          receive: () => queues.receive(ordersUrl),
          remove: (receiptHandle) => remove(ordersUrl, receiptHandle),
        },
      };
    });

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
          Attributes: {
            MessageGroupId: 'demo.myshopify.com/820982911946154508',
            MessageDeduplicationId: 'park:f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11',
          },
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
        messageId: expect.any(String),
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
        topic: 'orders/create',
        correlationId: 'shopify-order-820982911946154508',
        replays: 0,
        body: null,
      });
    });

    it('a replayed letter stays in the table for sixty days, out of the index', async () => {
      const clients = await makeClients();
      await makePark(clients)(deadLetter({ letter: { letterId: 'L1' } }));
      await makeMarkReplayed(clients)('L1', '2026-11-22T10:05:00.000Z');
      const item = await itemOf(clients.tableName, 'L1');
      expect(item).toMatchObject({
        replayedAt: '2026-11-22T10:05:00.000Z',
        expiration: 1_800_525_900,
        class: 'rejected',
      });
      expect(item).not.toHaveProperty('lettersIndex');
    });

    it('a letter whose index cannot be written is told as not parked, and lies on the queue', async () => {
      const clients = await makeClients();
      const park = makePark({ ...clients, tableName: 'no-such-table' });
      await expect(park(deadLetter())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const { Attributes } = await queues.sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: clients.queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      expect(Attributes).toEqual({ ApproximateNumberOfMessages: '1' });
    });

    it('nothing is indexed where the letter could not be sent', async () => {
      const clients = await makeClients();
      const park = makePark({ ...clients, queueUrl: `${clients.queueUrl}-not` });
      await expect(park(deadLetter({ letter: { letterId: 'L1' } }))).rejects.toThrow();
      expect(await itemOf(clients.tableName, 'L1')).toBeUndefined();
    });
  });
};
