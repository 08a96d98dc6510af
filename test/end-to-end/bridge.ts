/**
 * The whole bridge for a test: the local stack without traffic, a simulated WMS, and a hand to send
 * webhooks with. Everything is the synthesized template and the bundled functions.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '../../cdk/local/functions/log-lines.ts';
import type { Settings } from '../../cdk/local/local-settings.ts';
import type { ShopifyOrder } from '../../cdk/local/shop/order-body.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../cdk/local/stack.ts';
import type { SimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { shopifyBody, shopifyOrder, signedRequest } from '../builders/shopify-order.ts';
import { findLeaks, makePeople } from './leaks.ts';
import { looking } from './looking.ts';

export type Line = LogRecord & { readonly functionName: string };

export type Bridge = {
  readonly stack: LocalStack;
  readonly wms: SimulatedWms;
  /** Log lines with a stage, oldest first. */
  readonly lines: (orderId?: string) => readonly Line[];
  /** All lines that the functions wrote, those of metrics included. */
  readonly records: () => readonly Line[];
  /** The same, as JSON texts. */
  readonly output: () => string;
  /** What the stack told whoever watches it. */
  readonly notes: readonly string[];
  /** Posts a signed webhook, once. */
  readonly send: (order: object, options?: SendOptions) => Promise<Response>;
  /** Posts it as Shopify does: again, up to eight times, until it is answered 2xx. */
  readonly deliver: (order: object, options?: SendOptions) => Promise<void>;
  /** Posts these bytes with these headers. */
  readonly post: (body: string | Uint8Array, headers: Record<string, string>) => Promise<Response>;
  /** Invokes a function as the operator does, and gives what it answers. */
  readonly invoke: (name: string, payload: object) => Promise<unknown>;
  readonly puts: (orderId: string) => readonly SimulatedPut[];
  /** Rejects where a secret or a person's data lies where none may: every scene's last assertion. */
  readonly close: () => Promise<void>;
};
export type SimulatedPut = ReturnType<SimulatedWms['requests']>[number];
type SendOptions = { readonly topic?: string; readonly headers?: Record<string, string> };

/** A bridge to a WMS that runs elsewhere. */
export type OutwardBridge = Omit<Bridge, 'wms' | 'puts'>;
type Places = Pick<
  LocalStackOptions,
  'assemblyDir' | 'dynamodbEndpoint' | 'sqsEndpoint' | 'wmsUrl' | 'minuteMillis' | 'shopAdminPort'
>;

/** Shopify sends a webhook again eight times, at growing distances; these are shorter. */
const retriesMax = 8;
const retryMillis = 50;

export const startBridge = async (
  settings: Settings = {},
  assemblyDir?: string,
  emulators: Pick<LocalStackOptions, 'dynamodbEndpoint' | 'sqsEndpoint'> = {},
): Promise<Bridge> => {
  const bridge = await startOutwardBridge(settings, {
    ...emulators,
    ...(assemblyDir ? { assemblyDir } : {}),
  });
  const { wms } = bridge.stack;
  if (wms === undefined) throw new Error('the simulated WMS did not start');
  return {
    ...bridge,
    wms,
    puts: (orderId) =>
      wms.requests().filter((request) => request.method === 'PUT' && request.orderId === orderId),
  };
};

export const startOutwardBridge = async (
  settings: Settings,
  places: Places,
): Promise<OutwardBridge> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'bridge-'));
  const records: Line[] = [];
  const notes: string[] = [];
  const stack = await startLocalStack({
    stateDir,
    port: 0,
    awsPort: 0,
    consolePort: 0,
    wmsPort: 0,
    shopAdminPort: 0,
    traffic: false,
    settings,
    ...places,
    note: (line) => notes.push(line),
    onRecord: (functionName, record) => records.push({ ...record, functionName }),
  });
  const { webhookUrl, shopifySecret: secret, shop, awsEndpoint, functions } = stack.describe();
  const post: Bridge['post'] = (body, headers) =>
    fetch(webhookUrl, { method: 'POST', body: Buffer.from(body), headers });
  const { people, note } = makePeople();
  const output = () => records.map((record) => JSON.stringify(record)).join('\n');
  const send: Bridge['send'] = (order, { topic = 'orders/create', headers = {} } = {}) => {
    note(order);
    const request = signedRequest({ body: shopifyBody(order), secret, shop, topic, headers });
    return post(request.body, { ...request.headers });
  };
  return {
    stack,
    notes,
    send,
    deliver: async (order, options) => {
      for (let retry = 0; !(await send(order, options)).ok; retry++) {
        if (retry === retriesMax) throw new Error('a webhook was refused again and again');
        await new Promise((resolve) => setTimeout(resolve, 2 ** retry * retryMillis));
      }
    },
    lines: (orderId) =>
      records.filter(
        ({ stage, shopify_order_id: id }) =>
          stage !== undefined && (orderId === undefined || id === orderId),
      ),
    records: () => records,
    output,
    post,
    invoke: async (name, payload) => {
      const path = `/2015-03-31/functions/${functions[name]}/invocations`;
      const answer = await fetch(`${awsEndpoint}${path}`, {
        method: 'POST',
        body: JSON.stringify(payload),
      });
      return answer.json();
    },
    close: async () => {
      try {
        if (!looking.forLeaks) return;
        const leaks = await findLeaks({ stack, stateDir, output: output(), people });
        if (leaks.length > 0) throw new Error(`it leaks: ${JSON.stringify(leaks)}`);
      } finally {
        await stack.close();
        rmSync(stateDir, { recursive: true, force: true });
      }
    },
  };
};

const pollMillis = 20;

/** Looks again and again until the value is there; fails, saying what was waited for. */
export const until = async <Value>(
  what: string,
  look: () => Value | undefined | false,
  secondsMax = 25,
): Promise<Value> => {
  const end = Date.now() + secondsMax * 1_000;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${secondsMax} s`);
    await new Promise((resolve) => setTimeout(resolve, pollMillis));
  }
};

/** Order ids of one test file's own, so that tests on one stack do not meet. */
export const makeOrderIds = (first: bigint) => {
  let next = first;
  return (): string => String(next++);
};

/** The nth second of a minute in which the orders of these tests change. */
export const updatedAt = (second: number): Pick<ShopifyOrder, 'updated_at'> => ({
  updated_at: `2026-11-22T05:00:${String(second).padStart(2, '0')}-05:00`,
});

/** A WMS that takes as much as this machine sends: for tests that are not about the pace. */
export const unpaced = { wms: { limitPerSecond: 1_000, pacePerSecond: 180 } } as const;

/** Processes start slowly where others start, too; what is not in time then is tried again. */
const warmSecondsMax = 30;

/** A bridge whose functions have their processes already: the first order starts them. */
export const startWarmBridge = async (settings: Settings = {}): Promise<Bridge> => {
  const bridge = await startBridge(settings);
  await bridge.deliver(shopifyOrder({ id: '1' }));
  await until('the first order', () => bridge.wms.order('1'), warmSecondsMax);
  return bridge;
};
