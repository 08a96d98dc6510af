import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import { dueAt, standingOf } from '../../../lib/circuit/standing.ts';
import {
  almostOne,
  entry,
  hour,
  leased,
  minute,
  never,
  onHold,
  open,
  paused,
  rounding,
  second,
  settings,
  start,
  watched,
} from './circuits.ts';

const standing = (circuit: Circuit, seconds: number, order = 'o9', random = never) =>
  standingOf(settings, circuit, order, start + seconds * second, random);
/** Open for so long already, the next probe just due. */
const openFor = (millis: number, given: Partial<Circuit> = {}): Circuit =>
  open({ block: { kind: 'open', since: start - millis, nextProbeAt: start }, ...given });

describe('a closed circuit', () => {
  it.each([
    ['that nobody has written', closedCircuit],
    ['with failures', watched({ failures: [entry('o1'), entry('o9')] })],
    ['with a forbidden order', watched({ forbidden: [entry('o9')] })],
    ['with a lease that somebody left', watched({ probe: leased(3) })],
  ])('%s lets everybody go', (_name, circuit) => {
    expect(standing(circuit, 1)).toEqual({ kind: 'go' });
  });
});

describe('an open circuit', () => {
  it('makes an order wait until the probe is due, then lets it be the probe', () => {
    expect(standing(open(), 4.999)).toEqual({ kind: 'wait', reason: 'circuit_open', seconds: 5 });
    expect(standing(open(), 5)).toEqual({ kind: 'probe', block: open().block });
  });

  it('makes it wait for a twentieth of the age, less up to a tenth', () => {
    const circuit = open({ block: { kind: 'open', since: start, nextProbeAt: start + hour } });
    expect(standing(circuit, 600)).toMatchObject({ seconds: 30 });
    expect(standing(circuit, 600, 'o9', almostOne)).toMatchObject({
      seconds: expect.closeTo(27, 5),
    });
  });

  it('makes everybody wait 3 to 5 s while somebody else is the probe', () => {
    const circuit = open({ probe: leased(8) });
    const reason = 'probe_running';
    expect(standing(circuit, 7.999)).toEqual({ kind: 'wait', reason, seconds: 3 });
    expect(standing(circuit, 7.999, 'o9', almostOne)).toEqual({
      kind: 'wait',
      reason,
      seconds: expect.closeTo(5, 5),
    });
  });

  it('lets another be the probe once a lease has ended by itself', () => {
    expect(standing(open({ probe: leased(8) }), 8).kind).toBe('probe');
  });
});

describe('an order that failed in this outage', () => {
  const failures = [entry('o1'), entry('o2'), entry('o3')];

  it('leaves the probe to others for two seconds', () => {
    const circuit = openFor(minute, { failures });
    expect(standing(circuit, 0)).toMatchObject({ kind: 'probe' });
    expect(standing(circuit, 0, 'o1')).toEqual({
      kind: 'wait',
      reason: 'circuit_open',
      seconds: 2,
    });
    expect(standing(circuit, 1.5, 'o2')).toMatchObject({ kind: 'wait', seconds: 0.5 });
    expect(standing(circuit, 2, 'o1')).toMatchObject({ kind: 'probe' });
  });

  it('leaves it to others until each has come back once, if it was the last to fail', () => {
    const circuit = openFor(20 * minute, { failures });
    expect(standing(circuit, 0, 'o3')).toMatchObject({ kind: 'wait', seconds: 60 });
    expect(standing(circuit, 59.9, 'o3')).toMatchObject({ kind: 'wait' });
    expect(standing(circuit, 60, 'o3')).toMatchObject({ kind: 'probe' });
  });

  it('is the probe again where it waits alone', () => {
    const circuit = openFor(0, { failures: [entry('o1')] });
    expect(standing(circuit, 5, 'o1')).toMatchObject({ kind: 'probe' });
  });

  it('comes back when it may, not while it yields', () => {
    const circuit = open({
      failures,
      block: { kind: 'open', since: start - 5 * minute, nextProbeAt: start + 14 * second },
    });
    // A deferral of 15 s would end one second after the probe is due.
    expect(standing(circuit, 0, 'o9')).toMatchObject({ seconds: 15 });
    expect(standing(circuit, 0, 'o1')).toMatchObject({ seconds: 16 });
  });

  it('leaves the request after a pause to others for two seconds, too', () => {
    const circuit = paused(10, { failures: [entry('o1')] });
    expect(standing(circuit, 10)).toMatchObject({ kind: 'probe' });
    expect(standing(circuit, 10, 'o1')).toMatchObject({ kind: 'wait', seconds: 2 });
    expect(standing(circuit, 12, 'o1')).toMatchObject({ kind: 'probe' });
  });
});

describe('a pause', () => {
  it('hides a message until its end and up to three seconds', () => {
    const reason = 'circuit_paused';
    expect(standing(paused(30), 10)).toEqual({ kind: 'wait', reason, seconds: 20 });
    expect(standing(paused(30), 10, 'o9', almostOne)).toEqual({
      kind: 'wait',
      reason,
      seconds: expect.closeTo(23, 5),
    });
  });

  it('lets one request go first at its end', () => {
    expect(standing(paused(30), 30)).toMatchObject({ kind: 'probe', block: { kind: 'paused' } });
  });

  it('that is short hides a message for as short', () => {
    expect(standing(paused(1), 0.5)).toMatchObject({ seconds: 0.5 });
  });

  it('of five minutes is no outage yet', () => {
    expect(standing(paused(301), 300)).toMatchObject({ seconds: 1 });
    expect(standing(paused(302), 301)).toMatchObject({ seconds: expect.closeTo(15.05, 5) });
  });

  it('is an outage after five minutes: what waits comes back no sooner than in one', () => {
    const since = start - 20 * minute;
    const soon = watched({ block: { kind: 'paused', since, nextProbeAt: start + second } });
    const late = watched({ block: { kind: 'paused', since, nextProbeAt: start + 100 * second } });
    expect(standing(soon, 0)).toMatchObject({ seconds: 60 });
    expect(standing(late, 0)).toMatchObject({ seconds: 100 });
  });
});

describe('a hold', () => {
  const reason = 'circuit_hold';

  it('makes an order wait as in any outage, and lets one look at the secret when it is due', () => {
    expect(standing(onHold(), 1)).toEqual({ kind: 'wait', reason, seconds: 5 });
    expect(standing(onHold(), 5)).toMatchObject({ kind: 'probe', block: { kind: 'hold' } });
  });

  it('without a secret or an end lets nobody through, however long it lasts', () => {
    const { secretVersion: _none, ...block } = { ...onHold().block } as Record<string, unknown>;
    const circuit = { ...onHold(), block: { ...block, cause: 'operator' } } as Circuit;
    expect(standing(circuit, 13 * 86_400)).toEqual({ kind: 'wait', reason, seconds: 1_800 });
  });

  it('with an end is over then, and nobody waits past it by more than three seconds', () => {
    const until = start + hour;
    const { secretVersion: _none, ...block } = { ...onHold().block } as Record<string, unknown>;
    const circuit = { ...onHold(), block: { ...block, cause: 'operator', until } } as Circuit;
    expect(standing(circuit, 1)).toMatchObject({ kind: 'wait', seconds: 5 });
    expect(standing(circuit, 3_590)).toEqual({ kind: 'wait', reason, seconds: 10 });
    expect(standing(circuit, 3_590, 'o9', almostOne)).toMatchObject({
      seconds: expect.closeTo(13, 5),
    });
    expect(standing(circuit, 3_600)).toMatchObject({ kind: 'probe' });
  });
});

it('says when the next probe is due', () => {
  const dueOf = ({ block }: Circuit) => block && dueAt(block);
  expect([open(), paused(30), onHold(), onHold({ until: start + second })].map(dueOf)).toEqual([
    start + 5 * second,
    start + 30 * second,
    start + 5 * second,
    start + second,
  ]);
});

it('lets no order wait longer than a twentieth of the outage past the next probe', () => {
  const orders = fc.constantFrom('o1', 'o2', 'o3', 'o9');
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const ages = fc.integer({ min: 0, max: 36_000 });
  fc.assert(
    fc.property(ages, ages, orders, share, (age, dueIn, order, random) => {
      const nextProbeAt = start + dueIn * second;
      const circuit = open({
        failures: [entry('o1'), entry('o2'), entry('o3')],
        block: { kind: 'open', since: start - age * second, nextProbeAt },
      });
      const found = standing(circuit, 0, order, () => random);
      const usual = Math.max(5, age / 20);
      const yielded = Math.min(1_800, Math.max(5, (age + dueIn) / 20));
      const seconds = found.kind === 'wait' ? found.seconds : 0;
      expect(seconds).toBeLessThanOrEqual((dueIn > usual ? usual : dueIn + yielded) + rounding);
    }),
    { numRuns: 500 },
  );
});
