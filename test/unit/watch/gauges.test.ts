import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gauges, gaugesOf } from '../../../lib/watch/gauges.ts';
import type { Seen, SourceName } from '../../../lib/watch/seen.ts';
import { minute, settings, start } from '../circuit/circuits.ts';
import { seen, sourceNames } from './seen-values.ts';

/** What each source alone is the origin of. */
const gaugesBySource: Readonly<Record<SourceName, Partial<Gauges>>> = {
  ordersQueue: { queueDepth: 45, queueInFlight: 40 },
  lettersQueue: { lettersOnQueue: 8 },
  circuit: {
    circuitState: 0,
    circuitOpenAge: 0,
    circuitClosedAge: 0,
    throttledOnlyAge: 120,
    credentialsHeld: 0,
  },
  waiting: { ordersWaiting: 12, oldestUndeliveredAge: 240 },
  letters: {
    lettersWaiting: 7,
    lettersByClass: { rejected: 5, malformed: 2 },
    oldestLetterAge: 5_520,
  },
  wmsSecret: { wmsSecretDays: 93 },
};

const now = start + 2 * minute;
const failed = { kind: 'failed', error: 'TimeoutError' } as const;
const gauges = (given?: Partial<Seen>) => gaugesOf(seen(given), settings, now);
const allOf = (names: readonly SourceName[]) =>
  Object.assign({}, ...names.map((name) => gaugesBySource[name]));

describe('the gauges', () => {
  it('are those of every source that was read, with a heartbeat', () => {
    expect(gauges()).toEqual({ heartbeat: 1, ...allOf(sourceNames) });
  });

  it('are 0 where nothing waits and nothing lies there', () => {
    const none = { count: 0, complete: true };
    expect(
      gauges({
        waiting: { kind: 'read', value: none },
        letters: { kind: 'read', value: { ...none, byClass: {} } },
      }),
    ).toMatchObject({
      ...{ ordersWaiting: 0, oldestUndeliveredAge: 0 },
      ...{ lettersWaiting: 0, lettersByClass: {}, oldestLetterAge: 0 },
    });
  });

  it('of what was written by a clock that is ahead are 0', () => {
    const oldest = { order: 'demo.myshopify.com/1', since: now + minute };
    const letters = { count: 1, byClass: { poison: 1 }, complete: true, oldestAt: now + minute };
    expect(
      gauges({
        waiting: { kind: 'read', value: { count: 1, complete: true, oldest } },
        letters: { kind: 'read', value: letters },
      }),
    ).toMatchObject({ oldestUndeliveredAge: 0, oldestLetterAge: 0 });
  });

  it('have no age of credentials where the WMS asks for none', () => {
    const without = gauges({ wmsSecret: { kind: 'read', value: undefined } });
    expect(without).not.toHaveProperty('wmsSecretDays');
    expect(without.heartbeat).toBe(1);
  });

  it.each([
    [Date.UTC(2026, 10, 21, 10, 2, 1), 0],
    [Date.UTC(2026, 10, 21, 10, 2), 1],
    [Date.UTC(2026, 7, 24, 10, 2), 90],
  ])('count whole days of the credentials set at %i: %i', (setAt, days) => {
    expect(gauges({ wmsSecret: { kind: 'read', value: setAt } }).wmsSecretDays).toBe(days);
  });
});

describe('a source that could not be read', () => {
  it('takes its own gauges with it and no others, whichever fail', () => {
    fc.assert(
      fc.property(fc.subarray([...sourceNames]), (broken) => {
        const others = sourceNames.filter((name) => !broken.includes(name));
        const { heartbeat, ...rest } = gauges(
          Object.fromEntries(broken.map((name) => [name, failed])),
        );
        expect(rest).toEqual(allOf(others));
        const isBlind = broken.some((name) => name !== 'wmsSecret');
        expect(heartbeat).toBe(isBlind ? 0 : 1);
      }),
    );
  });
});
