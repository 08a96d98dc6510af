import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/deliver-order/handler.ts';
import type { Received } from '../../lib/delivery/received.ts';
import { encodeMessage } from '../../lib/order/order-message.ts';
import { orderMessage } from '../builders/order-message.ts';
import { failed, firstSeconds, makeBatchScene } from '../unit/delivery/batch-scene.ts';

const sqsRecord = (
  messageId: string,
  body: string,
  attributes: Partial<SQSRecord['attributes']> = {},
): SQSRecord => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1795341602000',
    SenderId: 'AIDA',
    ApproximateFirstReceiveTimestamp: '1795341603000',
    MessageGroupId: 'demo.myshopify.com/1',
    MessageDeduplicationId: messageId,
    SequenceNumber: '18849496460467696128',
    ...attributes,
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo',
  awsRegion: 'us-east-1',
});

const eventOf = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** An invocation with so much time left. */
const contextWith = (remainingMillis: number): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'deliver-order',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:deliver-order',
  memoryLimitInMB: '256',
  awsRequestId: 'f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11',
  logGroupName: 'logs',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remainingMillis,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

describe('deliver-order', () => {
  it('hands over each record with its place on the queue, and the time that is left', async () => {
    const calls: { readonly received: readonly Received[]; readonly millis: number }[] = [];
    const handler = makeHandler({
      deliverBatch: async (received, remainingMillis) => {
        calls.push({ received, millis: remainingMillis() });
        return { batchItemFailures: [] };
      },
      beginInvocation: () => {},
    });
    const event = eventOf(
      sqsRecord('m1', 'one'),
      sqsRecord('m2', 'two', {
        ApproximateReceiveCount: '17',
        MessageGroupId: 'demo.myshopify.com/2',
        SentTimestamp: '1795341000000',
      }),
    );
    expect(await handler(event, contextWith(14_900))).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([
      {
        received: [
          {
            messageId: 'm1',
            receiptHandle: 'handle of m1',
            body: 'one',
            groupId: 'demo.myshopify.com/1',
            receives: 1,
            sentAt: 1_795_341_602_000,
          },
          {
            messageId: 'm2',
            receiptHandle: 'handle of m2',
            body: 'two',
            groupId: 'demo.myshopify.com/2',
            receives: 17,
            sentAt: 1_795_341_000_000,
          },
        ],
        millis: 14_900,
      },
    ]);
  });

  it('ties its claims to the invocation before anything is delivered', async () => {
    const steps: string[] = [];
    const handler = makeHandler({
      deliverBatch: async () => {
        steps.push('deliver');
        return { batchItemFailures: [] };
      },
      beginInvocation: ({ awsRequestId }) => steps.push(`begin ${awsRequestId}`),
    });
    await handler(eventOf(), contextWith(15_000));
    expect(steps).toEqual(['begin f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11', 'deliver']);
  });

  it('names what goes back, by message id', async () => {
    const scene = makeBatchScene(({ message }) =>
      message.data.order.orderId === '2'
        ? failed
        : { kind: 'delivered', wmsOrderId: 'W-1', attempts: 1 },
    );
    const handler = makeHandler({
      deliverBatch: async (received) => ({
        batchItemFailures: (await scene.run(received)).map((itemIdentifier) => ({
          itemIdentifier,
        })),
      }),
      beginInvocation: () => {},
    });
    const ofOrder = (orderId: string) =>
      sqsRecord(`m${orderId}`, encodeMessage(orderMessage({ order: { orderId } })), {
        MessageGroupId: `demo.myshopify.com/${orderId}`,
      });
    const event = eventOf(ofOrder('1'), ofOrder('2'), ofOrder('3'));
    expect(await handler(event, contextWith(15_000))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }],
    });
    expect(scene.hides).toEqual([
      [{ messageId: 'm2', receiptHandle: 'handle of m2', seconds: firstSeconds }],
    ]);
  });

  it('lets a batch that nobody can answer for fail, so that all of it comes back', async () => {
    const handler = makeHandler({
      deliverBatch: () => Promise.reject(new Error('1 messages were not settled')),
      beginInvocation: () => {},
    });
    await expect(handler(eventOf(sqsRecord('m1', 'one')), contextWith(15_000))).rejects.toThrow(
      'not settled',
    );
  });
});
