/** The event source mapping, on the simulated SQS. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { makeSqs } from './aws/sqs.ts';
import { makeEngine } from './engine/engine.ts';
import { makeFunction } from './runtime/functions.ts';
import { makeQueuePoller, type PollerOptions } from './runtime/queue-poller.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const queueUrl = 'http://sqs/orders.fifo';
const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:orders.fifo';

type Answer = (event: SQSEvent, nth: number) => unknown;

const makeScene = (answer: Answer, given: Partial<PollerOptions> = {}) => {
  const engine = makeEngine({ seed: 3, startAt });
  const { time } = engine;
  const sqs = makeSqs({ now: time.now, queues: [{ queueUrl, visibilitySeconds: 90 }] });
  const events: { at: number; event: SQSEvent }[] = [];
  let most = 0;
  let running = 0;
  const deliver = makeFunction<SQSEvent>(engine, {
    name: 'deliver',
    concurrency: 10,
    timeoutMillis: 15_000,
    compose: (environment) => async (event) => {
      events.push({ at: time.now() - startAt, event });
      running += 1;
      most = Math.max(most, running);
      await environment.call('wms', 'order', {}, () => undefined, { delayMillis: () => 900 });
      running -= 1;
      return answer(event, events.length);
    },
  });
  const poller = makeQueuePoller(engine, {
    sqs,
    queueUrl,
    queueArn,
    batchSize: 4,
    concurrency: 3,
    invoke: deliver.invoke,
    ...given,
  });
  const send = (millis: number, group: string, id: string) =>
    time.at(startAt + millis, () => {
      const message = { MessageBody: id, MessageGroupId: group, MessageDeduplicationId: id };
      sqs.apply(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
      poller.wake();
    });
  const play = (millis: number) => engine.run(() => time.runUntil(startAt + millis));
  const bodies = () => events.map(({ event }) => event.Records.map(({ body }) => body));
  const left = () => sqs.messages(queueUrl).map(({ body, receives }) => `${body} x${receives}`);
  return { engine, sqs, poller, events, send, play, bodies, left, most: () => most };
};

const allFine: Answer = () => ({ batchItemFailures: [] });
const allFailed: Answer = ({ Records }) => ({
  batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

describe('a message', () => {
  it('is received soon after it was sent, in the shape of Lambda, and deleted', async () => {
    const { events, send, play, left } = makeScene(allFine);
    send(5_000, 'g1', 'one');
    await play(60_000);
    expect(left()).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]?.at).toBeLessThan(6_000);
    expect(events[0]?.event.Records[0]).toMatchObject({
      body: 'one',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: 'eu-west-1',
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'g1',
        MessageDeduplicationId: 'one',
        SentTimestamp: String(startAt + 5_000),
      },
    });
  });

  it('that failed comes back after the visibility timeout, not before', async () => {
    const { events, send, play, left } = makeScene((event, nth) =>
      nth === 1 ? allFailed(event, nth) : allFine(event, nth),
    );
    send(0, 'g1', 'one');
    await play(89_000);
    expect(left()).toEqual(['one x1']);
    expect(events).toHaveLength(1);
    await play(100_000);
    expect(left()).toEqual([]);
    expect(events[1]?.at).toBeGreaterThanOrEqual(90_000);
    expect(events[1]?.at).toBeLessThan(91_000);
  });

  it('waits for its group, and goes with it', async () => {
    const { send, play, bodies } = makeScene(allFine);
    send(0, 'g1', 'a1');
    for (const [index, id] of ['a2', 'a3'].entries()) send(200 + index, 'g1', id);
    send(300, 'g2', 'b1');
    await play(60_000);
    expect(bodies()).toEqual([['a1'], ['b1'], ['a2', 'a3']]);
  });
});

describe('an answer', () => {
  it.each<[string, Answer, string[]]>([
    [
      'that names one leaves that one',
      ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[1]?.messageId }] }),
      ['a2 x1'],
    ],
    ['that is nothing deletes all', () => undefined, []],
    ['that is an empty object deletes all', () => ({}), []],
    [
      'that names a stranger deletes nothing',
      () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
      ['a1 x1', 'a2 x1'],
    ],
    [
      'that throws deletes nothing',
      () => {
        throw new Error('no');
      },
      ['a1 x1', 'a2 x1'],
    ],
  ])('%s', async (_name, answer, wanted) => {
    const { send, play, left } = makeScene(answer);
    send(0, 'g1', 'a1');
    send(0, 'g1', 'a2');
    await play(80_000);
    expect(left()).toEqual(wanted);
  });
});

describe('the poller', () => {
  it('has so many invocations at once, and empties the queue', async () => {
    const { send, play, left, bodies, most, poller } = makeScene(allFine);
    for (let order = 0; order < 40; order += 1) send(order, `g${order}`, `m${order}`);
    await play(60_000);
    expect(left()).toEqual([]);
    expect(bodies().flat()).toHaveLength(40);
    expect(Math.max(...bodies().map(({ length }) => length))).toBe(4);
    expect(most()).toBe(3);
    expect(poller.invocations()).toBe(0);
  });

  it('waits without asking', async () => {
    const { engine, send, play, sqs } = makeScene(allFailed);
    send(0, 'g1', 'one');
    await play(13 * 86_400_000);
    const receives = sqs.calls()['ReceiveMessage'] ?? 0;
    expect(receives).toBe(Math.ceil((13 * 86_400) / 90));
    expect(engine.time.events()).toBeLessThan(receives * 12);
  });

  it('receives nothing while it is paused', async () => {
    const { engine, send, play, poller, left } = makeScene(allFine);
    poller.pause(true);
    send(0, 'g1', 'one');
    engine.time.at(startAt + 50_000, () => poller.pause(false));
    await play(49_000);
    expect(left()).toEqual(['one x0']);
    await play(60_000);
    expect(left()).toEqual([]);
  });

  it.each<[string, PollerOptions['rates'], number]>([
    ['a receive', { receiveLost: 1 }, 0],
    ['an answer', { answerLost: 1 }, 1],
    ['a delete', { deleteLost: 1 }, 1],
  ])('can lose %s: the message comes back, counted', async (_name, rates = {}, invocations) => {
    const { engine, send, play, events, left } = makeScene(allFine, { rates });
    send(0, 'g1', 'one');
    await play(80_000);
    expect(events).toHaveLength(invocations);
    expect(left()).toEqual(['one x1']);
    await play(120_000);
    expect(left()).toEqual(['one x2']);
    expect(engine.faults.met().map(({ id }) => id.replace(/^poller\.\w+/, ''))).toEqual([
      '/g1/1',
      '/g1/2',
    ]);
  });
});
