import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circuit } from '../../../lib/circuit/circuit.ts';
import { afterForbidden, afterRefusal, takeLease } from '../../../lib/circuit/holds.ts';
import {
  afterFailedProbe,
  afterFailure,
  afterFailureRate,
  afterIdleProbe,
  afterSuccess,
  afterThrottle,
} from '../../../lib/circuit/transitions.ts';
import {
  entry,
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

const probed = (given: Circuit, now: number, nextTryAt = now) =>
  afterFailedProbe(settings, given, { order: 'o7', nextTryAt }, now);

describe('a failed probe', () => {
  it('ends its lease, and the next one is due after the interval', () => {
    const now = start + 100 * second;
    const { circuit, change } = probed(open({ probe: leased(103) }), now);
    expect(circuit).not.toHaveProperty('probe');
    expect(circuit.block).toEqual({ kind: 'open', since: start, nextProbeAt: now + 10 * second });
    expect(change).toEqual({ kind: 'probe-failed', seconds: 100 });
  });

  it('is followed by the next one when the WMS asked for it, if that is later (503)', () => {
    const nextOf = (seconds: number) =>
      probed(open({ probe: leased(3) }), start, start + seconds * second).circuit.block
        ?.nextProbeAt;
    expect([1, 120].map(nextOf)).toEqual([start + 5 * second, start + 120 * second]);
  });

  it('makes its order the last that failed, and the watch outlast the next probe', () => {
    const given = open({ failures: [entry('o7'), entry('o8')], probe: leased(3), watchUntil: 0 });
    const { circuit } = probed(given, start);
    expect(circuit.failures.map(({ order }) => order)).toEqual(['o8', 'o7']);
    expect(circuit.watchUntil).toBe(start + 5 * second + 15 * minute);
  });

  it('after a pause ends the pause, since it was no 429, and opens nothing by itself', () => {
    const { circuit, change } = probed(paused(0, { probe: leased(3) }), start + 2 * second);
    expect(circuit).not.toHaveProperty('block');
    expect(circuit.closedAt).toBe(start + 2 * second);
    expect(circuit.failures.map(({ order }) => order)).toEqual(['o7']);
    expect(change).toEqual({ kind: 'pause-ended', seconds: 2 });
  });

  it('after a pause opens the circuit if it is of a third order, and tells that', () => {
    const failures = [entry('o1'), entry('o2')];
    const { circuit, change } = probed(paused(0, { failures, probe: leased(3) }), start);
    expect(circuit.block?.kind).toBe('open');
    expect(change).toEqual({ kind: 'opened', by: 'orders', orders: 3 });
  });

  it('where somebody has closed the circuit meanwhile is a failure like any other', () => {
    const { circuit, change } = probed(watched({ probe: leased(3) }), start);
    expect(circuit).toEqual(watched({ failures: [entry('o7')] }));
    expect(change).toBeUndefined();
  });
});

describe('a probe without news of the WMS', () => {
  it('ends its lease and leaves the next one to others, as in any outage', () => {
    const now = start + 100 * second;
    const { circuit, change } = afterIdleProbe(settings, onHold({}, { probe: leased(103) }), now);
    expect(circuit).toEqual(onHold({ nextProbeAt: now + 10 * second }));
    expect(change).toBeUndefined();
  });

  it('only ends its lease where the circuit is closed', () => {
    const { circuit } = afterIdleProbe(settings, watched({ probe: leased(3) }), start);
    expect(circuit).toEqual(watched());
  });
});

describe('a lease', () => {
  it('lasts three seconds and changes nothing else', () => {
    const { circuit, lease } = takeLease(settings, open(), 'h1', start);
    expect(lease).toEqual({ holder: 'h1', until: start + 3 * second });
    expect(circuit).toEqual({ ...open(), probe: lease });
  });
});

/** Every event, with its order and time. */
const events: Record<string, (circuit: Circuit, order: string, now: number) => Circuit> = {
  failure: (circuit, order, now) =>
    afterFailure(settings, circuit, { order, nextTryAt: now }, now).circuit,
  rate: (circuit, _order, now) => afterFailureRate(settings, circuit, now).circuit,
  success: (circuit, order, now) => afterSuccess(circuit, order, now).circuit,
  throttle: (circuit, _order, now) =>
    afterThrottle(settings, circuit, { until: now + 250, holder: 'h1' }, now).circuit,
  'failed probe': (circuit, order, now) =>
    afterFailedProbe(settings, circuit, { order, nextTryAt: now }, now).circuit,
  'idle probe': (circuit, _order, now) => afterIdleProbe(settings, circuit, now).circuit,
  refusal: (circuit, _order, now) => afterRefusal(settings, circuit, 'v1', now).circuit,
  forbidden: (circuit, order, now) =>
    afterForbidden(settings, circuit, { order, secretVersion: 'v1' }, now).circuit,
};

describe('any event', () => {
  const circuits = fc.constantFrom(
    watched(),
    watched({ failures: [entry('o1'), entry('o2')], forbidden: [entry('o1')] }),
    open({ failures: [entry('o1'), entry('o2'), entry('o3')], probe: leased(3) }),
    paused(2, { probe: leased(3) }),
    onHold(),
  );
  const names = fc.constantFrom(...Object.keys(events));
  const orders = fc.constantFrom('o1', 'o2', 'o3', 'o4');
  const times = fc.integer({ min: -minute, max: 40 * minute }).map((millis) => start + millis);

  it('never lets the counter of served orders fall, whatever the clock says', () => {
    fc.assert(
      fc.property(circuits, fc.array(fc.tuple(names, orders, times)), (given, steps) => {
        let circuit = given;
        for (const [name, order, now] of steps) {
          const next = events[name]?.(circuit, order, now) ?? circuit;
          expect(next.served).toBeGreaterThanOrEqual(circuit.served);
          circuit = next;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('applied twice, since its first answer was lost, leaves the circuit as after one', () => {
    fc.assert(
      fc.property(circuits, names, orders, times, (given, name, order, now) => {
        const event = events[name];
        const once = event?.(given, order, now);
        const twice = once && event?.(once, order, now);
        expect(twice).toEqual({ ...once, served: twice?.served });
        expect(twice?.served).toBeLessThanOrEqual((once?.served ?? 0) + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps at most ten failures, one for each order', () => {
    const many = fc.array(fc.tuple(names, fc.string({ minLength: 1, maxLength: 1 }), times), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(circuits, many, (given, steps) => {
        const circuit = steps.reduce(
          (before, [name, order, now]) => events[name]?.(before, order, now) ?? before,
          given,
        );
        expect(circuit.failures.length).toBeLessThanOrEqual(10);
        const orderOf = ({ order: failed }: { readonly order: string }) => failed;
        expect(new Set(circuit.failures.map(orderOf)).size).toBe(circuit.failures.length);
      }),
      { numRuns: 200 },
    );
  });
});
