/**
 * A stage as a smoke test sees it, in memory: the real accept-webhook behind the door, and deliveries
 * that end as the test wants them to.
 */
import type { Posted } from '../../cdk/bridge/smoke/post-webhook.ts';
import { runSmoke, type SmokePorts, type SmokeTest } from '../../cdk/bridge/smoke/run-smoke.ts';
import { makeSmokeOrder } from '../../cdk/bridge/smoke/smoke-order.ts';
import { smokeAnswer } from '../../cdk/bridge/smoke/smoke-text.ts';
import type { OrderMessage } from '../../lib/order/order-message.ts';
import { type Decided, instantOf } from '../../lib/order/order-record.ts';
import { demoSecret, demoShop as shop } from '../builders/shopify-order.ts';
import { makeWebhookWorld } from '../fakes/webhook-world.ts';
import { production as names } from './seen-circuits.ts';

/** When webhook worlds begin. */
const startedAt = Date.parse('2026-11-22T10:00:02.000Z');
const postMillis = 40;
export const order = makeSmokeOrder(startedAt, 42, 'A');

export const answered = (status: number): Posted => ({ kind: 'answered', status });

export type Wish = {
  /** What POSTs are answered, in turn, whatever the door says; then what it says. */
  readonly answers?: readonly Posted[];
  readonly ends?: Decided['outcome'] | 'parked' | 'waits';
  /** How often the record is read before a delivery has ended. */
  readonly looks?: number;
  readonly production?: boolean;
  readonly ports?: Partial<SmokePorts>;
};

/** Whether a request with this answer may have come to the door nevertheless. */
const mayHaveCome = (posted: Posted): boolean =>
  posted.kind === 'silent' ||
  (posted.kind === 'answered' && (posted.status === 200 || posted.status >= 500));

export const makeSmokeWorld = (wish: Wish) => {
  const { answers = [], ends = 'delivered', production = false } = wish;
  const door = makeWebhookWorld();
  const topics: string[] = [];
  let clock = startedAt;
  let looksLeft = wish.looks ?? 0;
  const pass = (millis: number): void => {
    clock += millis;
    door.pass(millis);
  };
  const deliver = async (): Promise<void> => {
    const body = door.messages().at(-1);
    if (body === undefined) return;
    const { data }: OrderMessage = JSON.parse(body);
    const { version } = data.order;
    const at = new Date(clock).toISOString();
    const facts = { version, instant: instantOf(version), hash: data.hash, at, generation: 0 };
    const key = { shop, orderId: order.id };
    if (ends === 'waits')
      return door.records.markWaiting(key, { ...facts, since: at, ended: true });
    if (ends === 'parked')
      return door.records.markParked(key, { ...facts, class: 'rejected', letterId: 'L1' });
    const wmsOrderId = ends === 'delivered' ? 'W1' : undefined;
    return door.records.markDecided(key, { ...facts, outcome: ends }, wmsOrderId);
  };
  const ports: SmokePorts = {
    ...{ who: 'AWS', now: () => clock, begins: () => {}, makeId: () => 'one' },
    left: new AbortController().signal,
    readSecret: async () => ({ value: demoSecret }),
    readRecord: async () => {
      looksLeft -= 1;
      if (looksLeft < 0) await deliver();
      return door.records.readRecord(shop, order.id);
    },
    post: async (webhook) => {
      const wished = answers[topics.length];
      topics.push(webhook.headers['X-Shopify-Topic'] ?? '');
      pass(postMillis);
      if (wished !== undefined && !mayHaveCome(wished)) return wished;
      const status = (await door.post(webhook)) ?? 0;
      return wished ?? answered(status);
    },
    pause: async (millis) => pass(millis),
    ...wish.ports,
  };
  const test: SmokeTest = {
    ...{ order, shop, production, timeoutMillis: 60_000 },
    look: { trace: 'TRACE', secrets: 'SECRETS' },
  };
  const run = async () => {
    const steps = await runSmoke(ports, test);
    const answer = smokeAnswer({ names, startedAt, test, steps });
    return { steps, answer, faults: steps.filter(({ fault }) => fault !== undefined) };
  };
  return { run, topics };
};
