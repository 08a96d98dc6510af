/** What a trace finds of one order on one morning: lines, a record, letters. */
import type { Part } from '../../cdk/bridge/part.ts';
import { logMoment, readLogLine } from '../../cdk/bridge/trace/log-moment.ts';
import type { Moment } from '../../cdk/bridge/trace/moment.ts';
import type { SeenTrace } from '../../cdk/bridge/trace/read-trace.ts';
import type { Accepted, Decided, OrderRecord, Parked } from '../../lib/order/order-record.ts';
import { local, now, past } from './seen-circuits.ts';
import { ago } from './seen-letters.ts';

export const orderId = '820982911946154508';
export const shop = 'demo.myshopify.com';
export const version = '2026-11-22T09:00:00Z';
const instant = Date.parse(version);

export const read = <Value>(value: Value): Part<Value> => ({ kind: 'read', value });
export const unreadable = { kind: 'unreadable', why: 'no right' } as const;

type Facts = Readonly<Record<string, unknown>>;

/** A line as the functions write it, so many seconds ago. */
export const lineText = (seconds: number, service: string, stage: string, facts: Facts = {}) =>
  JSON.stringify({
    ...{ level: 'INFO', message: `order.${stage}`, timestamp: ago(seconds), service, stage },
    ...{ correlation_id: `shopify-order-${orderId}`, shopify_order_id: orderId, latency_ms: 0 },
    ...{ attempt: 0, shop, order_version: version, deployment: 'local', ...facts },
  });

export const line = (
  seconds: number,
  service: string,
  stage: string,
  facts: Facts = {},
): Moment => {
  const text = lineText(seconds, service, stage, facts);
  const parsed = readLogLine(text);
  if (parsed === undefined) throw new Error('no line about an order');
  return logMoment(parsed, past(seconds), JSON.parse(text));
};

export const accepted: Accepted = {
  ...{ version, instant, hash: 'h', at: ago(3_600), source: 'webhook' },
};
export const parked: Parked = {
  ...{ version, instant, class: 'exhausted', letterId: 'm1', at: ago(1_800) },
};
export const decided = (outcome: Decided['outcome']): Decided => ({
  ...{ version, instant, hash: 'h', generation: 0, at: ago(60), outcome },
});

export const seen = (record: OrderRecord, more: Partial<SeenTrace> = {}): SeenTrace => ({
  ...{ names: local, now, since: past(1_209_600), order: { shop, orderId, number: '#1001' } },
  ...{ record: read(record), letters: read([]), settled: [], block: read(undefined) },
  ...{ logged: [], groups: [] },
  ...more,
});
