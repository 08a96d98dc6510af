/**
 * The calls to the WMS as deliveries make them: which environment's, in which of its invocations, for
 * which order, and what came back. It judges nothing.
 */
import type { TimedEvent, WmsCall } from './world-events.ts';

export type Attempt = WmsCall & {
  readonly at: number;
  readonly invocation: number;
  heardAt: number | undefined;
  result: number | 'timeout' | 'connection' | undefined;
};

/** What was refused, and may not be sent again as it is. */
export type Refusal = {
  readonly at: number;
  readonly status: number;
  readonly environment: string;
};

export type Deliveries = {
  readonly apply: (event: TimedEvent) => void;
  /** The attempts of the delivery that this call belongs to, this one included, oldest first. */
  readonly deliveryOf: (call: WmsCall) => readonly Attempt[];
  /** When this environment's last call but one left; its start where there was none. */
  readonly callBefore: (environment: string) => number | undefined;
  /** How many of them left within so many milliseconds, up to the last one. */
  readonly callsOf: (environment: string, millis: number) => number;
  /** How many calls left within the last so many milliseconds. */
  readonly callsWithin: (millis: number, now: number) => number;
  readonly refusalOfKey: (key: string) => Refusal | undefined;
  /** By each environment that was told so, its last one. */
  readonly refusalsOfCredentials: (credentials: string) => readonly Refusal[];
  /** Calls on this lease so far. */
  readonly leaseCalls: (holder: string) => readonly WmsCall[];
  readonly noteLease: (holder: string, call: WmsCall) => void;
  /** Of a message, within the last hour. */
  readonly receivesOf: (messageId: string) => number;
  /** All keys under which this content was sent in this version, in order. */
  readonly sentAs: (orderId: string, version: string, mark: string) => readonly string[];
};

/** Longer than anybody asks for. */
const keptMillis = 10_000;
const hourMillis = 3_600_000;

export const makeDeliveries = (): Deliveries => {
  const invocations = new Map<string, number>();
  const attempts = new Map<string, Attempt[]>();
  const attemptOf = new Map<number, Attempt>();
  const lastCalls = new Map<string, { before: number; last: number }>();
  const keys = new Map<string, Refusal>();
  const credentials = new Map<string, Map<string, Refusal>>();
  const leases = new Map<string, WmsCall[]>();
  const sent = new Map<string, string[]>();
  const receives = new Map<string, number[]>();
  let recent: { readonly at: number; readonly environment: string }[] = [];

  const nameOf = ({ environment, orderId }: WmsCall): string =>
    `${environment} ${invocations.get(environment) ?? 0} ${orderId}`;
  const listOf = <Value>(map: Map<string, Value[]>, key: string): Value[] => {
    const known = map.get(key) ?? [];
    map.set(key, known);
    return known;
  };

  const invoke = ({ environment, messages, at }: Extract<TimedEvent, { kind: 'invoked' }>) => {
    invocations.set(environment, (invocations.get(environment) ?? 0) + 1);
    for (const id of messages) {
      const before = (receives.get(id) ?? []).filter((one) => one > at - hourMillis);
      receives.set(id, [...before, at]);
    }
  };

  const request = (event: Extract<TimedEvent, { kind: 'wms-requested' }>): void => {
    const { at, environment, orderId, version, mark, key } = event;
    const invocation = invocations.get(environment) ?? 0;
    const attempt: Attempt = { ...event, invocation, heardAt: undefined, result: undefined };
    attemptOf.set(event.call, attempt);
    recent = recent.filter((one) => one.at > at - keptMillis);
    recent.push({ at, environment });
    const { last } = lastCalls.get(environment) ?? { last: at };
    lastCalls.set(environment, { before: last, last: at });
    if (event.endpoint === 'orders') listOf(attempts, nameOf(event)).push(attempt);
    if (key !== null) {
      const known = listOf(sent, `${orderId} ${version} ${mark}`);
      if (!known.includes(key)) known.push(key);
    }
  };

  const hear = (event: Extract<TimedEvent, { kind: 'wms-heard' }>): void => {
    const { at, call, result, key, endpoint } = event;
    const attempt = attemptOf.get(call);
    attemptOf.delete(call);
    if (attempt !== undefined) {
      attempt.heardAt = at;
      attempt.result = result;
    }
    if (typeof result !== 'number' || result < 400 || result >= 500 || result === 429) return;
    const refusal = { at, status: result, environment: event.environment };
    if (result === 401 || endpoint === 'token') {
      const known = credentials.get(event.credentials) ?? new Map<string, Refusal>();
      credentials.set(event.credentials, known.set(event.environment, refusal));
    } else if (key !== null) keys.set(key, refusal);
  };

  return {
    apply: (event) => {
      if (event.kind === 'started')
        lastCalls.set(event.environment, { before: event.at, last: event.at });
      else if (event.kind === 'invoked') invoke(event);
      else if (event.kind === 'wms-requested') request(event);
      else if (event.kind === 'wms-heard') hear(event);
    },
    deliveryOf: (call) => attempts.get(nameOf(call)) ?? [],
    callBefore: (environment) => lastCalls.get(environment)?.before,
    callsOf: (name, millis) => {
      const last = lastCalls.get(name)?.last ?? 0;
      return recent.filter(({ at, environment }) => environment === name && at > last - millis)
        .length;
    },
    callsWithin: (millis, now) => recent.filter(({ at }) => at > now - millis).length,
    refusalOfKey: (key) => keys.get(key),
    refusalsOfCredentials: (name) => [...(credentials.get(name)?.values() ?? [])],
    leaseCalls: (holder) => leases.get(holder) ?? [],
    noteLease: (holder, call) => {
      listOf(leases, holder).push(call);
    },
    receivesOf: (messageId) => receives.get(messageId)?.length ?? 0,
    sentAs: (orderId, version, mark) => sent.get(`${orderId} ${version} ${mark}`) ?? [],
  };
};
