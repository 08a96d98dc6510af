import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import {
  afterForbidden,
  afterRefusal,
  closeByHand,
  endHold,
  holdByHand,
} from '../../../lib/circuit/holds.ts';
import { afterFailure, afterSuccess } from '../../../lib/circuit/transitions.ts';
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

const forbid = (
  given: Circuit,
  order: string,
  now = start,
  secretVersion: string | undefined = 'v1',
) => afterForbidden(settings, given, { order, secretVersion }, now);

describe('refused credentials', () => {
  it.each([watched(), open({ probe: leased(3) }), paused(30)])(
    'hold everything, and the secret is looked at first after five seconds',
    (given) => {
      const { circuit, change } = afterRefusal(settings, given, 'v1', start);
      expect(circuit).toEqual(onHold({}, { refusedSecret: 'v1' }));
      expect(change).toEqual({ kind: 'held', cause: 'credentials' });
    },
  );

  it.each([onHold(), onHold({ cause: 'operator', reason: 'stocktaking' })])(
    'change nothing in a hold',
    (given) => {
      expect(afterRefusal(settings, given, 'v2', start)).toEqual({ circuit: given });
    },
  );

  it('without a version can only be ended by the operator', () => {
    const { circuit } = afterRefusal(settings, watched(), undefined, start);
    expect(circuit.block).not.toHaveProperty('secretVersion');
    expect(circuit).not.toHaveProperty('refusedSecret');
  });
});

describe('an order answered 403', () => {
  it('is entered by itself, begins a watch, and is no failure', () => {
    expect(forbid(closedCircuit, 'o1')).toEqual({
      circuit: {
        served: start,
        watchUntil: start + 15 * minute,
        failures: [],
        forbidden: [entry('o1')],
      },
    });
  });

  it('is alone at fault, however often', () => {
    const { circuit } = forbid(forbid(watched(), 'o1').circuit, 'o1', start + second);
    expect(circuit).toEqual(watched({ forbidden: [entry('o1', start + second)] }));
  });

  it('is a hold where another one was answered 403 before', () => {
    const { circuit, change } = forbid(forbid(watched(), 'o1').circuit, 'o2');
    expect(circuit.block).toEqual({ ...onHold().block, cause: 'forbidden' });
    expect(change).toEqual({ kind: 'held', cause: 'forbidden' });
  });

  it('is alone at fault where an order was served between', () => {
    const { circuit } = afterSuccess(forbid(watched(), 'o1').circuit, 'o9', start + second);
    expect(forbid(circuit, 'o2').circuit).not.toHaveProperty('block');
  });

  it('is alone at fault where the watch has lapsed between', () => {
    const { circuit } = forbid(closedCircuit, 'o1');
    const { circuit: later } = forbid(circuit, 'o2', start + 15 * minute + 1);
    expect(later.forbidden.map(({ order }) => order)).toEqual(['o2']);
    expect(forbid(circuit, 'o2', start + 15 * minute).circuit.block?.kind).toBe('hold');
  });

  it('does not bring back failures of a watch that has lapsed', () => {
    const given = watched({ failures: [entry('o1'), entry('o2')] });
    const now = start + hour + 1;
    const { circuit } = forbid(given, 'o3', now);
    const after = afterFailure(settings, circuit, { order: 'o4', nextTryAt: now }, now);
    expect(after.circuit).not.toHaveProperty('block');
    expect(after.circuit.failures.map(({ order }) => order)).toEqual(['o4']);
  });

  it('changes nothing in a hold', () => {
    expect(forbid(onHold(), 'o1')).toEqual({ circuit: onHold() });
  });
});

describe('an operator', () => {
  it('holds everything with a reason, whatever stands in the way already', () => {
    const { circuit, change } = holdByHand(settings, open(), { reason: 'stocktaking' }, start);
    expect(circuit.block).toEqual({
      kind: 'hold',
      cause: 'operator',
      since: start,
      nextProbeAt: start + 5 * second,
      reason: 'stocktaking',
    });
    expect(change).toEqual({ kind: 'held', cause: 'operator', reason: 'stocktaking' });
  });

  it('holds everything until a time', () => {
    const reason = { reason: 'stocktaking', until: start + hour };
    expect(holdByHand(settings, watched(), reason, start).circuit.block).toMatchObject(reason);
  });

  it('does not forget by that which credentials were refused', () => {
    const { circuit } = afterRefusal(settings, watched(), 'v1', start);
    const { circuit: byHand } = holdByHand(settings, circuit, { reason: 'x' }, start);
    expect(byHand.refusedSecret).toBe('v1');
  });

  it('closes an open circuit', () => {
    const given = open({ failures: [entry('o1')], forbidden: [entry('o2')], probe: leased(3) });
    expect(closeByHand(given, start + 90 * second)).toEqual({
      circuit: watched({ closedAt: start + 90 * second }),
      change: { kind: 'closed', by: 'operator', seconds: 90 },
    });
  });

  it('ends a hold, and forgives the credentials that were refused', () => {
    const given = onHold({}, { refusedSecret: 'v1', forbidden: [entry('o1')] });
    expect(closeByHand(given, start + hour)).toEqual({
      circuit: watched({ closedAt: start + hour }),
      change: { kind: 'hold-ended', by: 'operator', cause: 'credentials', seconds: 3_600 },
    });
  });

  it('tells nothing where nothing stood in the way', () => {
    expect(closeByHand(watched(), start)).toEqual({ circuit: watched() });
  });
});

describe('a hold whose cause is gone', () => {
  it.each(['secret', 'operator', 'end-time'] as const)(
    'goes on as an outage that has just begun (%s): one request goes first, by the lease',
    (by) => {
      const given = onHold(
        { cause: 'forbidden' },
        { failures: [entry('o1')], forbidden: [entry('o2')], probe: leased(3_603) },
      );
      const now = start + hour;
      expect(endHold(given, by, now)).toEqual({
        circuit: open({
          block: { kind: 'open', since: now, nextProbeAt: now },
          probe: leased(3_603),
        }),
        change: { kind: 'hold-ended', by, cause: 'forbidden', seconds: 3_600 },
      });
    },
  );

  it.each([watched(), open(), paused(30)])('was ended by somebody else already', (given) => {
    expect(endHold(given, 'secret', start)).toEqual({ circuit: given });
  });
});
