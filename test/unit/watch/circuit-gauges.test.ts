import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Circuit } from '../../../lib/circuit/circuit.ts';
import { endHold } from '../../../lib/circuit/holds.ts';
import { standingOf } from '../../../lib/circuit/standing.ts';
import { afterSuccess, afterThrottle } from '../../../lib/circuit/transitions.ts';
import { circuitGauges } from '../../../lib/watch/circuit-gauges.ts';
import {
  hour,
  minute,
  never,
  onHold,
  open,
  paused,
  second,
  settings,
  start,
  watched,
} from '../circuit/circuits.ts';

const day = 24 * hour;
const gaugesAt = (circuit: unknown, millis: number) =>
  circuitGauges(circuit, settings, start + millis);

const closed = {
  circuitState: 0,
  circuitOpenAge: 0,
  circuitClosedAge: 86_400,
  throttledOnlyAge: 0,
  credentialsHeld: 0,
};

describe('a circuit in whose way nothing stands', () => {
  it.each([
    ['that nobody has written yet', undefined],
    ['that nobody can read', { served: 'many' }],
    ['that was never blocked', watched()],
    ['of a release that knew no end of a block', { ...watched(), closedAt: undefined }],
  ])('has been closed for a day at least: one %s', (_, item) => {
    expect(gaugesAt(item, minute)).toEqual(closed);
  });

  it.each([
    [0, 0],
    [3 * minute, 180],
    [day + minute, 86_400],
    [-5 * second, 0],
  ])('has been closed since its last block ended, %i ms ago: %i s', (age, seconds) => {
    expect(gaugesAt(watched({ closedAt: start }), age)).toEqual({
      ...closed,
      circuitClosedAge: seconds,
    });
  });
});

describe('a circuit that failures opened', () => {
  it.each([
    [0, 0],
    [6 * minute, 360],
    [12 * day, 1_036_800],
  ])('is open for as long as nobody has closed it, after %i ms for %i s', (age, seconds) => {
    expect(gaugesAt(open({ closedAt: start - hour }), age)).toEqual({
      ...closed,
      circuitState: 1,
      circuitOpenAge: seconds,
      circuitClosedAge: 0,
    });
  });

  it('counts as open from the end of the hold before it', () => {
    const { circuit } = endHold(onHold(), 'secret', start + hour);
    expect(gaugesAt(circuit, hour + minute)).toMatchObject({
      ...{ circuitState: 1, circuitOpenAge: 60, credentialsHeld: 0 },
    });
  });
});

describe('a pause', () => {
  it('is closed and not unpaused: nothing but 429 since it began', () => {
    expect(gaugesAt(paused(600), 6 * minute)).toEqual({
      ...closed,
      circuitClosedAge: 0,
      throttledOnlyAge: 360,
    });
  });

  it('that is prolonged by each 429 has lasted since the first', () => {
    const until = start + 10 * minute;
    const { circuit } = afterThrottle(settings, paused(60), { until }, start + 2 * minute);
    expect(gaugesAt(circuit, 6 * minute)).toMatchObject({ throttledOnlyAge: 360 });
  });

  it('ended by an answer has lasted no longer', () => {
    const { circuit } = afterSuccess(paused(60), 'o1', start + 70 * second);
    expect(gaugesAt(circuit, 100 * second)).toEqual({ ...closed, circuitClosedAge: 30 });
  });

  it('that nobody comes back to ask about is over a minute and a moment after its end', () => {
    // A pause of two seconds: hidden for up to 3 s more, or 5 s as in any outage, and a minute.
    const ages = [69, 70, 71, 130, 3 * 86_400].map((seconds) =>
      gaugesAt(paused(2), seconds * second),
    );
    expect(ages.map(({ throttledOnlyAge }) => throttledOnlyAge)).toEqual([69, 70, 0, 0, 0]);
    expect(ages.map(({ circuitClosedAge }) => circuitClosedAge)).toEqual([0, 0, 1, 60, 86_400]);
  });

  it('of ten hours is waited for half an hour longer, since what waits is hidden so long', () => {
    const ten = 10 * hour;
    const end = ten + 30 * minute + 63 * second;
    expect(gaugesAt(paused(ten / second), end)).toMatchObject({ throttledOnlyAge: 37_863 });
    expect(gaugesAt(paused(ten / second), end + second)).toMatchObject({ throttledOnlyAge: 0 });
  });
});

describe('a hold', () => {
  it.each([
    ['credentials', 1],
    ['forbidden', 1],
    ['operator', 0],
  ] as const)('by %s asks for other credentials: %i', (cause, credentialsHeld) => {
    expect(gaugesAt(onHold({ cause }), hour)).toEqual({
      ...closed,
      ...{ circuitState: 2, circuitClosedAge: 0, credentialsHeld },
    });
  });

  it('by an operator is over a minute and a moment after its end, though no order has come since', () => {
    const hold = onHold({ cause: 'operator', until: start + hour });
    expect(gaugesAt(hold, hour + 63 * second)).toMatchObject({ circuitState: 2 });
    expect(gaugesAt(hold, hour + 64 * second)).toEqual({ ...closed, circuitClosedAge: 1 });
  });
});

const blocks: fc.Arbitrary<Block> = fc
  .record({
    since: fc.integer({ min: start - 13 * day, max: start + minute }),
    length: fc.integer({ min: 0, max: day }),
    kind: fc.constantFrom('open', 'paused', 'credentials', 'operator'),
  })
  .map(({ since, length, kind }): Block => {
    const nextProbeAt = since + length;
    if (kind === 'open' || kind === 'paused') return { kind, since, nextProbeAt };
    const until = kind === 'operator' ? { until: nextProbeAt } : { secretVersion: 'v1' };
    const cause = kind === 'operator' ? 'operator' : 'credentials';
    return { kind: 'hold', since, nextProbeAt, cause, ...until };
  });
const circuits: fc.Arbitrary<Circuit> = fc
  .record(
    { block: blocks, closedAt: fc.integer({ min: start - day, max: start + minute }) },
    { requiredKeys: [] },
  )
  .map((given) => watched(given));

describe('the gauges of any circuit', () => {
  it('are whole seconds from 0, and say one thing at a time', () => {
    fc.assert(
      fc.property(circuits, (circuit) => {
        const gauges = gaugesAt(circuit, 0);
        const { circuitState, circuitOpenAge, circuitClosedAge, throttledOnlyAge } = gauges;
        for (const value of Object.values(gauges)) {
          expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
        }
        const ages = [circuitOpenAge, circuitClosedAge, throttledOnlyAge];
        expect(ages.filter((age) => age > 0).length).toBeLessThanOrEqual(1);
        expect(circuitState > 0 && circuitClosedAge > 0).toBe(false);
      }),
    );
  });

  it('never call a circuit closed for minutes while an order would still be told to wait', () => {
    fc.assert(
      fc.property(circuits, (circuit) => {
        const { kind } = standingOf(settings, circuit, 'o1', start, never);
        const { circuitClosedAge } = gaugesAt(circuit, 0);
        expect(kind === 'wait' && circuitClosedAge > 0).toBe(false);
      }),
    );
  });
});
