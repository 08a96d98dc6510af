/**
 * Plays an outage on the local stack: orders flow, the WMS goes, stays away, comes back, and orders go
 * on flowing until those that waited are there.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type OutwardBridge, startOutwardBridge, until } from '../end-to-end/bridge.ts';
import { readWmsSecret } from '../end-to-end/wms-secret.ts';
import { countLetters } from './dead-letters.ts';
import { dividedSettings } from './divided.ts';
import { attemptsIn, circuitIn } from './function-records.ts';
import { type OutsideWms, startOutsideWms } from './outside-wms.ts';
import type { OutageMode, OutagePlan, Recording } from './recording.ts';
import { sendUntilAccepted, startTraffic, type Traffic } from './traffic.ts';
import type { Absence } from './wms-messages.ts';

export type Phase = 'before' | 'away' | 'back' | 'ending';

/** What whoever watches is told about once a second. */
export type Progress = {
  readonly phase: Phase;
  /** Since the WMS went, or came back. */
  readonly phaseSeconds: number;
  readonly placed: number;
  readonly delivered: number;
  readonly parked: number;
  readonly attempts: number;
  /** The circuit's last change. */
  readonly circuit: string;
};

/** What still waits then is lost to the report, and breaks its promises. */
const settleSecondsMax = 240;
const tickMillis = 250;
const retryAfterSeconds = 30;
/** Placed alone, to start the functions' processes. */
const firstOrder = '70000000';
const firstOrderSecondsMax = 30;

export const absenceOf = (mode: OutageMode, divisor: number): Absence => {
  switch (mode) {
    case 'refused':
    case 'hang':
      return { kind: mode };
    case '503':
      return { kind: 'status', status: 503 };
    case '429':
      return { kind: 'status', status: 429, retryAfter: Math.ceil(retryAfterSeconds / divisor) };
  }
};

type Stage = {
  readonly plan: OutagePlan;
  readonly bridge: OutwardBridge;
  readonly wms: OutsideWms;
  readonly tell: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

/** @param signal - ends it early, by rejecting once all is closed. */
export const recordOutage = async (
  plan: OutagePlan,
  tell: (progress: Progress) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Recording> => {
  await using closing = new AsyncDisposableStack();
  const wms = await startOutsideWms();
  closing.defer(wms.close);
  const bridge = await startOutwardBridge(dividedSettings(plan.divisor), { wmsUrl: wms.url });
  closing.defer(bridge.close);
  await wms.setClients([await readWmsSecret(bridge.stack)]);
  await sendUntilAccepted(bridge, shopifyOrder({ id: firstOrder }));
  await until(
    'the first order',
    () => stagesOf(bridge, 'processed').size > 0,
    firstOrderSecondsMax,
  );
  // Awaited here, or everything would be closed at once.
  return await play({ plan, bridge, wms, tell, signal });
};

const play = async (stage: Stage): Promise<Recording> => {
  const { plan, bridge, wms, signal } = stage;
  const startedAt = Date.now();
  const traffic = startTraffic(bridge, plan.ordersPerMinute, signal);
  const after = (seconds: number) => {
    const end = Date.now() + seconds * 1_000;
    return () => Date.now() >= end;
  };
  await watch(stage, traffic, 'before', after(plan.beforeSeconds));
  const leftAt = await wms.leave(absenceOf(plan.mode, plan.divisor));
  await watch(stage, traffic, 'away', after(plan.outageSeconds));
  const returnedAt = await wms.comeBack();
  const waiting = traffic.placed().map(({ orderId }) => orderId);
  const longEnough = after(plan.afterSeconds);
  const tooLong = after(settleSecondsMax);
  const settled = () => longEnough() && isSettled(bridge, waiting);
  await watch(stage, traffic, 'back', () => tooLong() || settled());
  await traffic.stop();
  const all = traffic.placed().map(({ orderId }) => orderId);
  await watch(stage, traffic, 'ending', () => tooLong() || isSettled(bridge, all));
  return {
    plan,
    limitPerSecond: dividedSettings(plan.divisor).wms.limitPerSecond,
    ...{ startedAt, leftAt, returnedAt, endedAt: Date.now() },
    orders: traffic.placed(),
    attempts: attemptsIn(bridge.records()),
    circuit: circuitIn(bridge.records()),
    parked: [...stagesOf(bridge, 'parked')],
    letters: await countLetters(bridge.stack),
    lines: linesOf(bridge),
    wms: await wms.report(),
  };
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const linesOf = ({ lines }: OutwardBridge): Recording['lines'] =>
  lines().map(({ shopify_order_id: id, timestamp, stage, reason, cause, seconds }) => ({
    orderId: String(id),
    at: Date.parse(String(timestamp)),
    stage: String(stage),
    why: textOf(reason) ?? textOf(cause),
    hiddenSeconds: typeof seconds === 'number' ? seconds : null,
  }));

const stagesOf = ({ lines }: OutwardBridge, ...stages: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines().flatMap(({ stage, shopify_order_id: id }) =>
      stages.includes(String(stage)) ? [String(id)] : [],
    ),
  );

const isSettled = (bridge: OutwardBridge, orderIds: readonly string[]): boolean => {
  const done = stagesOf(bridge, 'processed', 'parked');
  return orderIds.every((id) => done.has(id));
};

/** Tells once a second how it goes, until it is over. */
const watch = async (
  { bridge, tell, signal }: Stage,
  traffic: Traffic,
  phase: Phase,
  isOver: () => boolean,
): Promise<void> => {
  const since = Date.now();
  for (let tick = 0; !isOver(); tick += 1) {
    if (tick % (1_000 / tickMillis) === 0) {
      tell({
        phase,
        phaseSeconds: Math.round((Date.now() - since) / 1_000),
        placed: traffic.placed().length,
        delivered: Math.max(0, stagesOf(bridge, 'processed').size - 1),
        parked: stagesOf(bridge, 'parked').size,
        attempts: attemptsIn(bridge.records()).length,
        circuit: circuitIn(bridge.records()).at(-1)?.change ?? 'closed',
      });
    }
    await delay(tickMillis, undefined, { signal });
  }
};
