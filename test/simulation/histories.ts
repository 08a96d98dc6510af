/**
 * Histories of a few events for whoever judges them: an order's way without a flaw, and pieces to bend it
 * with.
 */
import { fingerprint } from '../../cdk/local/wms/order-book.ts';
import { closedCircuit } from '../../lib/circuit/circuit.ts';
import type { Decided } from '../../lib/order/order-record.ts';
import { makeJudge } from './world/judge.ts';
import { type OrderContent, wmsContentOf } from './world/order-content.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import type { QueuedMessage, TimedEvent, WmsCall, WorldEvent } from './world/world-events.ts';

const start = Date.parse('2026-11-22T10:00:00.000Z');
const orderId = '820982911946154508';
const name = 'order/1';
export const v = (second: number) => `2026-11-22T10:00:${String(second).padStart(2, '0')}Z`;
export const day = 86_400_000;

const content: OrderContent = {
  ...{ mark: 'a', quantity: 1, fulfilled: 0, padding: 0 },
  ...{ cancelled: false, paid: true, test: false, digital: false, hasSku: true },
};
const contentOf = (mark: string) => ({ ...content, mark });

const plan: PlanFacts = {
  troubleOf: () => undefined,
  isHopeless: () => false,
  isEverTooLarge: () => false,
  isDigital: () => false,
  fateOf: () => 'sent',
  expectedAt: (_id, mark) => fingerprint(wmsContentOf({ orderId, name }, contentOf(mark))),
  has: () => false,
  mayArriveLate: false,
  dueAt: (_id, at) => at + 60_000,
  incidents: 0,
  redelivers: false,
  healsAt: start,
  shopify: undefined,
  skewMillisMax: 0,
};

export type At = readonly [millis: number, event: WorldEvent];
/** The name of what the history breaks, at one of its events or at its end. */
export const brokenBy = (
  history: readonly At[],
  facts: Partial<PlanFacts> = {},
): string | undefined => {
  const judge = makeJudge({ ...plan, ...facts });
  for (const [millis, event] of [...startsOf(history), ...history, ...indexOf(history)]) {
    const violation = judge.after({ ...event, at: start + millis } as TimedEvent);
    if (violation !== undefined) return violation.invariant;
  }
  return judge.atEnd(start + (history.at(-1)?.[0] ?? 0) + day)?.invariant;
};

/** Long ago, unless the history is about it. */
const startsOf = (history: readonly At[]): readonly At[] => {
  const events = history.map(([, event]) => event);
  if (events.some(({ kind }) => kind === 'started')) return [];
  const environments = events.flatMap((event) =>
    'environment' in event ? [event.environment] : [],
  );
  return [...new Set(environments)].map((environment) => [-day, { kind: 'started', environment }]);
};

/** As it should be, unless the history is about it: each letter that lies there is shown. */
const indexOf = (history: readonly At[]): readonly At[] => {
  const events = history.map(([, event]) => event);
  if (events.some(({ kind }) => kind === 'indexed')) return [];
  const at = history.at(-1)?.[0] ?? 0;
  const gone = new Set(
    events.flatMap((event) => (event.kind === 'unqueued' ? [event.messageId] : [])),
  );
  return events.flatMap((event) =>
    event.kind === 'queued' && event.queue === 'letters' && !gone.has(event.messageId)
      ? [
          [
            at,
            { kind: 'indexed', letterId: event.parkedId ?? event.messageId, waits: true },
          ] as const,
        ]
      : [],
  );
};

const post = (version = v(0), mark = 'a') => ({
  ...{ webhook: `webhook/${mark}/${version}`, orderId, version, mark, attempt: 1 },
  ...{ genuine: true, keptAs: 'message' as const, digest: null },
});
export const posted = (version = v(0), mark = 'a'): WorldEvent => ({
  kind: 'posted',
  ...post(version, mark),
});
export const answered = (version = v(0), mark = 'a'): WorldEvent => ({
  ...{ kind: 'answered' as const, status: 200 },
  ...post(version, mark),
});
const message = (messageId: string, version = v(0), mark = 'a'): QueuedMessage => ({
  ...{ queue: 'orders', messageId, orderId, version, mark, hash: `hash-${mark}` },
  ...{ class: null, parkedId: null, digest: null, attributes: '{}', origin: 'webhook' },
});
export const queued = (id: string, version = v(0), mark = 'a'): WorldEvent => ({
  kind: 'queued',
  ...message(id, version, mark),
});
export const parked = (given: Partial<QueuedMessage> = {}): WorldEvent => ({
  ...{ kind: 'queued' as const, ...message('letter', v(0)) },
  ...{ queue: 'letters' as const, class: 'rejected', parkedId: 'm1', ...given },
});
export const unqueued = (messageId: string): WorldEvent => ({
  kind: 'unqueued',
  queue: 'orders',
  messageId,
});
export const accepted = (version = v(0), mark = 'a'): WorldEvent => ({
  ...{ kind: 'recorded', orderId },
  record: {
    accepted: {
      ...{ version, instant: Date.parse(version), hash: `hash-${mark}`, at: version },
      source: 'reconciliation',
    },
  },
});
export const decided = (
  version = v(0),
  mark = 'a',
  outcome: Decided['outcome'] = 'delivered',
): WorldEvent => ({
  ...{ kind: 'recorded' as const, orderId },
  record: {
    decided: {
      ...{ version, instant: Date.parse(version), hash: `hash-${mark}`, generation: 0 },
      ...{ at: version, outcome },
    },
  },
});
export const call = (given: Partial<WmsCall> = {}): WmsCall => ({
  ...{ call: 1, environment: 'deliver-order/1', endpoint: 'orders', orderId, version: v(0) },
  ...{ mark: 'a', key: 'key-a', credentials: 'credentials/1' },
  ...given,
});
export const requested = (given: Partial<WmsCall> = {}): WorldEvent => ({
  kind: 'wms-requested',
  ...call(given),
});
export const heard = (
  result: number | 'timeout' | 'connection',
  given: Partial<WmsCall> = {},
): WorldEvent => ({ kind: 'wms-heard', ...call(given), result });
export const taken = (
  given: Partial<WmsCall> = {},
  outcome: 'created' | 'replaced' = 'created',
  sent: object = {},
): WorldEvent => {
  const { version, mark, ...rest } = call(given);
  const order = { ...wmsContentOf({ orderId, name }, contentOf(mark ?? '')), version, ...sent };
  return { kind: 'wms-effect', ...rest, version, mark, outcome, order } as WorldEvent;
};
export const started: WorldEvent = { kind: 'started', environment: 'deliver-order/1' };
export const invoked = (...messages: readonly string[]): WorldEvent => ({
  ...{ kind: 'invoked', environment: 'deliver-order/1', messages },
});
export const opened: WorldEvent = {
  kind: 'circuit',
  circuit: { ...closedCircuit, block: { kind: 'open', since: start, nextProbeAt: start } },
};
export const probing = (holder: string, millis: number): WorldEvent => ({
  kind: 'circuit',
  circuit: {
    ...closedCircuit,
    block: { kind: 'open', since: start, nextProbeAt: start },
    probe: { holder, until: start + millis + 3_000 },
  },
});
export const held: WorldEvent = {
  kind: 'circuit',
  circuit: {
    ...closedCircuit,
    block: { kind: 'hold', cause: 'credentials', since: start, nextProbeAt: start },
    probe: { holder: 'one', until: start + 60_000 },
  },
};
export const fault: WorldEvent = { kind: 'fault', id: 'sqs.SendMessage/1/1', fault: 'failed' };

/** An order from the shop to the WMS, without a flaw, beginning at that time. */
export const delivered = (millis = 0, version = v(0), mark = 'a', id = 'm1'): readonly At[] => [
  [millis, posted(version, mark)],
  [millis + 10, queued(id, version, mark)],
  [millis + 20, answered(version, mark)],
  ...arrived(millis + 30, version, mark, id),
];
export const arrived = (millis: number, version = v(0), mark = 'a', id = 'm1'): readonly At[] => [
  [millis, taken({ version, mark, key: `key-${mark}-${version}` }, 'replaced')],
  [millis + 10, decided(version, mark)],
  [millis + 20, unqueued(id)],
];

export function forbidden(id: string): WorldEvent {
  return {
    ...parked({ class: 'forbidden', orderId: id, messageId: id }),
    kind: 'queued',
  } as WorldEvent;
}

/** It fails once, and then so often after another order was served. */
export function failing(signs: number): readonly At[] {
  const answers = (nth: number): readonly At[] => {
    const other = { orderId: '4711', call: 2 * nth, key: `key-${nth}` };
    const effect = { ...taken(other), orderId: null } as WorldEvent;
    return [
      [nth * 1_000, effect],
      [nth * 1_000 + 10, heard(201, other)],
      [nth * 1_000 + 20, heard(500, { call: 2 * nth + 1 })],
    ];
  };
  return [[0, queued('m1')], ...Array.from({ length: signs + 1 }, (_, nth) => answers(nth)).flat()];
}

export function oneOf(nth: number, millis: number): At {
  const environment = `deliver-order/${nth}`;
  return [millis, requested({ environment, version: v(nth), key: `key-${nth}` })];
}

export function told(facts: object): WorldEvent {
  return { kind: 'told', environment: 'deliver-order/1', facts, orderId };
}
