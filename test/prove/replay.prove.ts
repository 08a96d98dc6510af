/**
 * A thousand dead letters of four classes, and one class of them replayed: exactly those, once, although two
 * operators press the button and the function is killed in the middle; while live orders keep their pace.
 */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { runOn } from '../bridge/parked-orders.ts';
import type { Ran } from '../bridge/run-bridge.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { type Seeded, seedLetters } from './seed-letters.ts';

const classes = ['rejected', 'forbidden', 'exhausted', 'unmappable'] as const;
const perClass = 250;
const skippedEach = 10;
const planMillisMax = 10_000;
const liveEveryMillis = 1_000;
const liveMillisMax = 5_000;

let bridge: Bridge;
let run: ReturnType<typeof runOn>;
const nextId = makeOrderIds(70_000_001n);
const letters: readonly Seeded[] = classes.flatMap((parkClass) =>
  Array.from({ length: perClass }, (_, n): Seeded => {
    const letter = { orderId: nextId(), class: parkClass };
    if (n < skippedEach) return { ...letter, since: 'newer delivered' };
    return n < 2 * skippedEach ? { ...letter, since: 'delivered' } : letter;
  }),
);
const replayed = letters.filter((letter) => letter.class === 'rejected' && !letter.since);

beforeAll(async () => {
  bridge = await startWarmBridge();
  run = runOn(bridge);
  await seedLetters(bridge.stack.describe(), letters);
}, 180_000);
afterAll(() => bridge?.close());

/** What an alarm on the queue would see. */
const depth = async () => {
  const { awsEndpoint: endpoint, region, queues } = bridge.stack.describe();
  const sqs = new SQSClient({ endpoint, region, credentials });
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queues.deadLetters,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  sqs.destroy();
  return Object.values(Attributes).map(Number);
};

const jsonOf = ({ code, out, complaints }: Ran) => {
  expect([code, complaints]).toEqual([0, []]);
  return JSON.parse(out);
};

/** Live orders, one after the other, until the work is over: how long each took to reach the WMS. */
const liveLatencies = async (work: Promise<unknown>): Promise<readonly number[]> => {
  const millis: number[] = [];
  const arrivals: Promise<unknown>[] = [];
  const over = work.then(
    () => true,
    () => true,
  );
  const tick = () =>
    new Promise<false>((resolve) => setTimeout(() => resolve(false), liveEveryMillis));
  do {
    const id = nextId();
    const sentAt = Date.now();
    const arrival = bridge
      .deliver(shopifyOrder({ id }))
      .then(() => until(`live order ${id}`, () => bridge.wms.order(id), 60))
      .then(() => millis.push(Date.now() - sentAt));
    arrivals.push(arrival);
  } while (!(await Promise.race([over, tick()])));
  await Promise.all(arrivals);
  return millis.sort((a, b) => a - b);
};

const killReplay = async (): Promise<number> => {
  await until('half of the letters', () => countReplayed() >= replayed.length / 2, 120);
  const pids = bridge.stack.describe().pids['replay-dead-letters'] ?? [];
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
};
const countReplayed = () => bridge.lines().filter(({ stage }) => stage === 'replayed').length;

it('a plan says what would happen, and touches nothing', async () => {
  const before = await depth();
  const startedAt = Date.now();
  const plan = jsonOf(await run('dead-letters', 'plan', '--json'));
  const millis = Date.now() - startedAt;
  await run('dead-letters', 'list');
  await run('status');

  expect(plan).toMatchObject({
    letters: classes.length * perClass,
    replay: classes.length * (perClass - 2 * skippedEach),
    skipped: { superseded: 4 * skippedEach, delivered: 4 * skippedEach },
  });
  expect(millis).toBeLessThan(planMillisMax);
  expect(await depth()).toEqual(before);
  process.stdout.write(`plan of ${plan.letters} letters: ${millis} ms\n`);
});

it('exactly one class is sent again, once', { timeout: 300_000 }, async () => {
  const confirm = String(replayed.length);
  const replay = () =>
    run('dead-letters', 'replay', '--class', 'rejected', '--confirm', confirm, '--json');
  const work = Promise.all([replay(), replay()]);
  const [latencies, killed, both] = await Promise.all([liveLatencies(work), killReplay(), work]);
  const jobs = both.map(jsonOf);
  await until('every order', () => replayed.every(({ orderId }) => bridge.wms.order(orderId)), 60);

  const p95 = latencies[Math.ceil(latencies.length * 0.95) - 1] ?? 0;
  process.stdout.write(
    `${replayed.length} letters replayed by two operators, ${killed} process killed; ${latencies.length} live orders, p95 ${p95} ms\n`,
  );
  expect(killed).toBeGreaterThan(0);
  expect(jobs.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(jobs.reduce((sum, { done }) => sum + done, 0)).toBe(replayed.length);
  expect(jobs[0].skipped).toEqual({ superseded: skippedEach, delivered: skippedEach });
  for (const { orderId, class: parkClass, since } of letters) {
    const effects = bridge.wms.order(orderId)?.effects;
    const expected = parkClass === 'rejected' && since === undefined ? 1 : undefined;
    expect([orderId, effects]).toEqual([orderId, expected]);
  }
  expect(p95).toBeLessThan(liveMillisMax);
  const plan = jsonOf(await run('dead-letters', 'plan', '--json'));
  expect(plan.letters).toBe(3 * perClass + 2 * skippedEach);
});
