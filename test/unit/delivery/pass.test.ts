import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import { makePacer } from '../../../lib/delivery/pacer.ts';
import { makePass } from '../../../lib/delivery/pass.ts';
import { circuitOver } from '../../builders/circuit.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';

const start = Date.UTC(2026, 10, 22, 10);
const never = new AbortController().signal;
const open: Partial<Circuit> = {
  block: { kind: 'open', since: start - 60_000, nextProbeAt: start },
};
const circuitOpen = { kind: 'withheld', reason: 'circuit' };

/** A real circuit and pacer, five requests a second, whose waiting is all the time that passes. */
const makeScene = async (known: Partial<Circuit> = {}) => {
  let now = start;
  let away = false;
  let whileWaiting = async () => {};
  const item = makeFakeCircuitItem();
  const put = (next: Partial<Circuit>) => item.put({ ...closedCircuit, ...next, revision: 1 });
  await put(known);
  const read = async () => {
    if (away) throw new Error('the table is away');
    return item.read();
  };
  const circuit = circuitOver({ ...item, read }, { now: () => now });
  const wait = async (millis: number) => {
    await whileWaiting();
    now += millis;
  };
  const pass = makePass(makePacer(5, { now: () => now, wait }), circuit);
  return {
    put,
    circuit,
    pass,
    elapsed: () => now - start,
    reads: () => item.calls().reads,
    goAway: () => {
      away = true;
    },
    advance: (millis: number) => {
      now += millis;
    },
    onWait: (work: () => Promise<void>) => {
      whileWaiting = work;
    },
  };
};

describe('a request to the WMS', () => {
  it.each(['attempt', 'token'] as const)('for %s passes in its turn', async (by) => {
    const { pass, elapsed, reads } = await makeScene();
    expect([await pass(by, never), await pass(by, never)]).toEqual([undefined, undefined]);
    expect([elapsed(), reads()]).toEqual([400, 1]);
  });

  it.each(['attempt', 'token'] as const)('for %s is withheld while it is open', async (by) => {
    const { pass } = await makeScene(open);
    expect(await pass(by, never)).toEqual(circuitOpen);
  });

  it('sees that the circuit was opened while it waited for its turn', async () => {
    const scene = await makeScene();
    expect(await scene.pass('attempt', never)).toBeUndefined();
    scene.onWait(async () => {
      scene.advance(1_001);
      await scene.put(open);
    });
    expect(await scene.pass('attempt', never)).toEqual(circuitOpen);
  });

  it('passes by its lease although it is open, and not after the lease has ended', async () => {
    const { pass } = await makeScene(open);
    const lease = { holder: 'us', until: start + 400 };
    expect(await pass(lease, never)).toBeUndefined();
    expect(await pass(lease, never)).toEqual(circuitOpen);
  });

  it('for a token passes by the lease that this environment holds, and then no more', async () => {
    const scene = await makeScene(open);
    expect(await scene.circuit.enter('order')).toMatchObject({ kind: 'go' });
    expect(await scene.pass('token', never)).toBeUndefined();
    expect(await scene.pass('attempt', never)).toEqual(circuitOpen);
    scene.advance(3_000);
    expect(await scene.pass('token', never)).toEqual(circuitOpen);
  });

  it('is withheld where the circuit cannot be read, since it may be open', async () => {
    const scene = await makeScene();
    await scene.pass('attempt', never);
    scene.goAway();
    scene.advance(1_001);
    const unreachable = { kind: 'withheld', reason: 'state_unreachable' };
    expect(await scene.pass('attempt', never)).toEqual(unreachable);
  });

  it('that has no time for its turn is withheld, and does not ask for the circuit', async () => {
    const { pass, reads } = await makeScene(open);
    const noTime = { kind: 'withheld', reason: 'no_time' };
    expect(await pass('attempt', AbortSignal.abort())).toEqual(noTime);
    expect(reads()).toBe(0);
  });
});
