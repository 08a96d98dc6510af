import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import {
  afterFailure,
  afterFailureRate,
  afterSuccess,
  afterThrottle,
} from '../../../lib/circuit/transitions.ts';
import {
  entry,
  hour,
  leased,
  minute,
  onHold,
  open,
  paused,
  second,
  settings,
  start,
  watched,
} from './circuits.ts';

/** Orders fail one after the other, a second apart. */
const failAll = (given: Circuit, orders: readonly string[], from = start): Circuit =>
  orders.reduce((circuit, order, index) => {
    const now = from + index * second;
    return afterFailure(settings, circuit, { order, nextTryAt: now }, now).circuit;
  }, given);
const isOpen = ({ block }: Circuit): boolean => block?.kind === 'open';

describe('a failure', () => {
  it('is remembered with its order, and begins a watch of 15 minutes after its next try', () => {
    const failure = { order: 'o1', nextTryAt: start + 30 * second };
    expect(afterFailure(settings, closedCircuit, failure, start)).toEqual({
      circuit: {
        served: start,
        watchUntil: start + 30 * second + 15 * minute,
        failures: [{ order: 'o1', at: start, served: start }],
        forbidden: [],
      },
    });
  });

  it('does not shorten a watch', () => {
    const { circuit } = afterFailure(settings, watched(), { order: 'o1', nextTryAt: start }, start);
    expect(circuit.watchUntil).toBe(start + hour);
  });

  it('of a third order opens the circuit, and the first probe is due five seconds later', () => {
    const given = failAll(watched(), ['o1', 'o2']);
    const now = start + 2 * second;
    const { circuit, change } = afterFailure(settings, given, { order: 'o3', nextTryAt: now }, now);
    expect(circuit.block).toEqual({ kind: 'open', since: now, nextProbeAt: now + 5 * second });
    expect(change).toEqual({ kind: 'opened', by: 'orders', orders: 3 });
  });

  it('of one order or two opens nothing, however often', () => {
    const orders = fc.array(fc.constantFrom('o1', 'o2'), { maxLength: 40 });
    fc.assert(
      fc.property(orders, (failing) => {
        const circuit = failAll(closedCircuit, failing);
        expect(isOpen(circuit)).toBe(false);
        expect(circuit.failures).toHaveLength(new Set(failing).size);
      }),
    );
  });

  it('opens nothing together with those before a success', () => {
    const given = failAll(watched(), ['o1', 'o2']);
    const { circuit } = afterSuccess(given, 'o9', start + 2 * second);
    const later = failAll(circuit, ['o3', 'o4'], start + 3 * second);
    expect([isOpen(later), later.failures.map(({ order }) => order)]).toEqual([
      false,
      ['o3', 'o4'],
    ]);
  });

  it('opens nothing together with those of a lapsed watch', () => {
    const given = failAll(closedCircuit, ['o1', 'o2']);
    const now = start + second + 15 * minute + 1;
    const later = failAll(given, ['o3'], now);
    expect([isOpen(later), later.failures.map(({ order }) => order)]).toEqual([false, ['o3']]);
    expect(isOpen(failAll(given, ['o3'], now - 1))).toBe(true);
  });

  it('while the circuit is open only joins the newest ten, one for each order', () => {
    const given = failAll(open(), [...'abcdefghijkl'], start);
    const again = failAll(given, ['d'], start + minute);
    expect(again.failures.map(({ order }) => order).join('')).toBe('cefghijkld');
    expect(again.block).toEqual(open().block);
  });
});

describe('too large a share of failures', () => {
  it('opens a circuit that nothing stands in the way of', () => {
    const { circuit, change } = afterFailureRate(settings, watched(), start);
    expect(circuit.block).toEqual(open().block);
    expect(change).toMatchObject({ kind: 'opened', by: 'rate' });
  });

  it.each([open(), paused(30), onHold()])('changes no other one', (given) => {
    expect(afterFailureRate(settings, given, start)).toEqual({ circuit: given });
  });
});

describe('a success', () => {
  const failures = [entry('o1'), entry('o2')];

  it('forgets failures and forbidden orders, and says who was served last', () => {
    const given = watched({ failures, forbidden: [entry('o3')], servedOrder: 'o4' });
    expect(afterSuccess(given, 'o9', start + 5)).toEqual({
      circuit: watched({ served: start + 5, servedOrder: 'o9' }),
    });
  });

  it('raises the counter also where the clock was set back', () => {
    const { circuit } = afterSuccess(watched(), 'o9', start - hour);
    expect(circuit.served).toBe(start + 1);
  });

  it('closes an open circuit, ends its lease, and tells how long it was open', () => {
    const given = open({ failures, probe: leased(8) });
    const { circuit, change } = afterSuccess(given, 'o9', start + 90 * second);
    const at = start + 90 * second;
    expect(circuit).toEqual(watched({ served: at, servedOrder: 'o9', closedAt: at }));
    expect(change).toEqual({ kind: 'closed', by: 'success', seconds: 90 });
  });

  it('ends a pause that is over', () => {
    const { circuit, change } = afterSuccess(paused(30), 'o9', start + 30 * second);
    expect(circuit).not.toHaveProperty('block');
    expect(circuit.closedAt).toBe(start + 30 * second);
    expect(change).toEqual({ kind: 'pause-ended', seconds: 30 });
  });

  it.each([
    ['a pause that goes on: it was sent before the WMS asked to wait', paused(30)],
    ['a pause with a lease', paused(30, { probe: leased(3) })],
    ['a hold', onHold()],
    ['a hold with a lease', onHold({}, { probe: leased(8) })],
  ])('does not end %s', (_name, given) => {
    const { circuit, change } = afterSuccess(given, 'o9', start + second);
    expect(circuit).toEqual({ ...given, served: start + second, servedOrder: 'o9' });
    expect(change).toBeUndefined();
  });
});

describe('a request to wait (429)', () => {
  const until = start + 30 * second;

  it('makes everybody wait until then, and counts as no failure', () => {
    expect(afterThrottle(settings, watched(), { until }, start)).toEqual({
      circuit: paused(30),
      change: { kind: 'paused', seconds: 30 },
    });
  });

  it('prolongs a pause, never shortens it, and tells nothing more', () => {
    const longer = afterThrottle(settings, paused(30), { until: until + second }, start + second);
    expect(longer).toEqual({ circuit: paused(31) });
    const shorter = afterThrottle(settings, paused(30), { until: until - second }, start + second);
    expect(shorter).toEqual({ circuit: paused(30) });
  });

  it('on a probe ends its lease, and is asked again no sooner than after a probe', () => {
    const given = (kind: 'open' | 'paused') =>
      watched({
        block: { kind, since: start - 100 * second, nextProbeAt: start - second },
        probe: leased(3),
      });
    const throttled = (circuit: Circuit, end: number) =>
      afterThrottle(settings, circuit, { until: end, holder: leased(3).holder }, start).circuit;
    const dueAfter = (circuit: Circuit, end: number) =>
      (throttled(circuit, end).block?.nextProbeAt ?? 0) - start;
    expect(dueAfter(given('open'), start + 250)).toBe(10 * second);
    expect(dueAfter(given('paused'), start + 250)).toBe(10 * second);
    expect(dueAfter(given('open'), until)).toBe(30 * second);
    expect(throttled(given('open'), until)).not.toHaveProperty('probe');
  });

  it("of a request that needed no lease leaves somebody else's probe alone", () => {
    const given = open({ probe: leased(3) });
    const { circuit } = afterThrottle(settings, given, { until: start + 250 }, start);
    expect(circuit.probe).toEqual(leased(3));
    expect(circuit.block).toEqual(given.block);
  });

  it('on what is no probe any more is obeyed, and no longer than it says', () => {
    const given = paused(0, { probe: leased(3) });
    const { circuit } = afterThrottle(
      settings,
      given,
      { until: start + 4 * second },
      start + 3 * second,
    );
    expect(circuit).toEqual(paused(4));
  });

  it('opens nothing: an open circuit is open, and a hold goes on as it was', () => {
    expect(afterThrottle(settings, open(), { until }, start).circuit.block?.kind).toBe('open');
    expect(afterThrottle(settings, onHold(), { until }, start)).toEqual({ circuit: onHold() });
  });
});
