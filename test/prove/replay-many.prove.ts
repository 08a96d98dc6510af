/**
 * Ten thousand dead letters at fifty a second: longer than an invocation lasts, stopped at half, resumed,
 * and at the end each of them once on the orders queue. Nothing delivers meanwhile, so that they can be counted.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { synthesize } from '../../cdk/local/synthesize.ts';
import { runOn } from '../bridge/parked-orders.ts';
import { type Bridge, makeOrderIds, startBridge } from '../end-to-end/bridge.ts';
import { countLetters } from '../recovery/dead-letters.ts';
import { seedLetters } from './seed-letters.ts';

const lettersCount = 10_000;
const perSecond = 50;
/** Room for the seeding, the walk that empties the dead letters, and slices that wait for the schedule. */
const millisMax = 900_000;

let bridge: Bridge;
let run: ReturnType<typeof runOn>;
const folder = mkdtempSync(join(tmpdir(), 'replay-many-'));
const nextId = makeOrderIds(71_000_001n);
const ids = Array.from({ length: lettersCount }, () => nextId());

/** As an operator does who wants nothing delivered: the mapping of deliver-order is switched off. */
const withoutDeliveries = async (): Promise<string> => {
  const original = join(folder, 'original');
  await synthesize({ assemblyDir: original, overrides: {} });
  const edited = join(folder, 'edited');
  cpSync(original, edited, { recursive: true });
  const name = readdirSync(edited).find((file) => file.endsWith('.template.json')) ?? '';
  const template = JSON.parse(readFileSync(join(edited, name), 'utf8'));
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: object }>(
    template.Resources,
  )) {
    if (Type === 'AWS::Lambda::EventSourceMapping') Object.assign(Properties, { Enabled: false });
  }
  writeFileSync(join(edited, name), JSON.stringify(template));
  return edited;
};

beforeAll(async () => {
  bridge = await startBridge({}, await withoutDeliveries());
  run = runOn(bridge);
  const startedAt = Date.now();
  await seedLetters(
    bridge.stack.describe(),
    ids.map((orderId) => ({ orderId, class: 'rejected' })),
  );
  process.stdout.write(`${lettersCount} letters parked in ${seconds(startedAt)} s\n`);
}, millisMax);
afterAll(async () => {
  await bridge?.close();
  rmSync(folder, { recursive: true, force: true });
});

const seconds = (since: number): number => Math.round((Date.now() - since) / 1_000);

const jsonOf = async (...args: string[]) => {
  const { code, out, complaints } = await run('dead-letters', ...args, '--json');
  expect([args, code, complaints]).toEqual([args, 0, []]);
  return JSON.parse(out);
};

const jobWhen = async (jobId: string, isThere: (job: { done: number }) => boolean) => {
  for (;;) {
    const { jobs } = await jsonOf('jobs');
    const job = jobs.find((one: { jobId: string }) => one.jobId === jobId);
    if (isThere(job) || job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
};

/** The order of each message on the orders queue. */
const drain = async (): Promise<readonly string[]> => {
  const { awsEndpoint: endpoint, region, queues } = bridge.stack.describe();
  const sqs = new SQSClient({ endpoint, region, credentials });
  const QueueUrl = queues.orders;
  const orders: string[] = [];
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (messages.length === 0) break;
    orders.push(...messages.map(({ Body = '{}' }) => JSON.parse(Body).subject));
    const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  sqs.destroy();
  return orders;
};

it('are sent again, each once, with a stop at half', { timeout: millisMax }, async () => {
  const confirm = ['--confirm', String(lettersCount)];
  const pace = ['--pace', String(perSecond)];
  const startedAt = Date.now();
  const job = await jsonOf('replay', '--all', ...confirm, ...pace, '--no-wait');
  await jobWhen(job.jobId, ({ done }) => done >= lettersCount / 2);
  const halfSeconds = seconds(startedAt);
  await jsonOf('stop', job.jobId);
  const settled = await settledCount(job.jobId);
  process.stdout.write(`stopped at ${settled} of ${lettersCount} after ${halfSeconds} s\n`);
  const resumedAt = Date.now();
  const resumed = await jsonOf('resume', job.jobId);
  const end = resumed.state === 'done' ? resumed : await jobWhen(job.jobId, () => false);
  process.stdout.write(`${end.done} sent again, the rest in ${seconds(resumedAt)} s\n`);

  expect(settled).toBeLessThan(lettersCount * 0.6);
  expect(end).toMatchObject({ state: 'done', done: lettersCount, gone: 0, skipped: {} });
  const orders = await drain();
  expect(orders.length).toBe(lettersCount);
  expect(new Set(orders)).toEqual(new Set(ids));
  // A slice of the schedule has swept what was settled.
  for (let left = await countLetters(bridge.stack); left > 0; ) {
    await bridge.invoke('replay-dead-letters', { action: 'work' });
    const now = await countLetters(bridge.stack);
    expect(now).toBeLessThan(left);
    left = now;
  }
});

/** Once nobody is at it any more: what was in hand when it was stopped is counted when it goes on. */
const settledCount = async (jobId: string): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const count = () => bridge.lines().filter(({ stage }) => stage === 'replayed').length;
  const before = count();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect([jobId, count()]).toEqual([jobId, before]);
  return before;
};
