/** The operator's hand on the dead letters of a running stage. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, startWarmBridge, unpaced, until } from '../end-to-end/bridge.ts';
import { lettersOn, makeParking, runOn } from './parked-orders.ts';
import type { Ran } from './run-bridge.ts';
import { makeTypist } from './typing-person.ts';

/** Where others work, too, a function's process starts slowly. */
const secondsMax = 40;

let bridge: Bridge;
let parking: ReturnType<typeof makeParking>;
let run: ReturnType<typeof runOn>;
beforeAll(async () => {
  bridge = await startWarmBridge(unpaced);
  parking = makeParking(bridge, 9_300_000n);
  run = runOn(bridge);
});
afterAll(() => bridge?.close());

const { letters, asJson } = lettersOn(() => run);
const replay = (...args: readonly string[]) => asJson('replay', ...args);
const refused = ({ code, out, complaints }: Ran) => ({ code, out, complaints });
const line = (code: number, fault: string) => ({ code, out: '', complaints: [`bridge: ${fault}`] });
/** Whatever a test leaves is thrown away, so that the next one finds nothing. */
afterEach(async () => {
  const { letters: left } = await asJson('plan');
  if (left > 0) await letters('discard', '--all', '--reason', 'test', '--confirm', String(left));
});

describe('a replay', { timeout: 90_000 }, () => {
  it('of one class sends that class alone, once, after its number is typed', async () => {
    const rejected = await parking.rejected(12);
    const unmappable = await parking.unmappable(3);
    const { out: plan } = await letters('plan');
    const person = makeTypist(() => '12');
    const ran = await runOn(
      bridge,
      Date.now,
      person.openTerminal,
    )(...['dead-letters', 'replay', '--class', 'rejected', '--pace', '50']);
    await parking.arrived(rejected);

    expect(plan).toMatch(/^A replay of 15 letters of the local stack would send 15\.$/m);
    expect(plan).toMatch(/^ {2}rejected +12 +12 {2}none\n {2}unmappable +3 +3 {2}none$/m);
    expect(person.told[0]).toMatch(/^A replay of 12 letters of the local stack would send 12\.$/m);
    expect(person.asked).toEqual(['Type the number of letters that will be sent again']);
    expect(ran).toMatchObject({ code: 0, complaints: [] });
    expect(ran.out).toMatch(/^ {2}sent again {4}12 of 12 confirmed$/m);
    expect(parking.effects(rejected)).toEqual(rejected.map(() => 1));
    expect(parking.effects(unmappable)).toEqual([undefined, undefined, undefined]);
    expect(await asJson('list')).toMatchObject({
      ...{ total: 3, groups: [{ class: 'unmappable', letters: 3 }] },
    });
  });

  it('skips what was overtaken, and says so; a discard removes it', async () => {
    const [late = '', fit = ''] = await parking.rejected(2);
    await parking.overtake(late);
    const plan = await asJson('plan');
    const only = await letters('replay', '--order', late, '--confirm', '1');
    const job = await replay('--all', '--confirm', '1');
    await parking.arrived([fit]);

    expect(plan).toMatchObject({ letters: 2, replay: 1, skipped: { superseded: 1 } });
    expect(refused(only)).toEqual(
      line(1, 'no letter would be sent again: all would be skipped (1 superseded)'),
    );
    expect(job).toMatchObject({ state: 'done', done: 1, skipped: { superseded: 1 }, letters: 2 });
    const discard = ['discard', '--fate', 'superseded', '--reason', 'overtaken', '--confirm', '1'];
    expect(await asJson(...discard)).toMatchObject({ state: 'done', done: 1, reason: 'overtaken' });
    expect((await letters('list')).out).toBe('There are no dead letters of the local stack.');
    expect(parking.effects([late, fit])).toEqual([1, 1]);
  });

  it('is stopped and resumed from elsewhere', async () => {
    const orders = await parking.rejected(8);
    const { jobId } = await replay('--all', '--confirm', '8', '--pace', '2', '--no-wait');
    const stopped = await asJson('stop', jobId);
    const again = await asJson('stop', jobId);
    const { jobs } = await asJson('jobs');
    const resumed = await asJson('resume', jobId);
    await parking.arrived(orders);

    expect(stopped).toMatchObject({ jobId, state: 'stopped', why: 'operator' });
    expect(stopped.done).toBeLessThan(8);
    expect(again).toMatchObject({ jobId, state: 'stopped', done: stopped.done });
    expect(jobs[0]).toMatchObject({ jobId, state: 'stopped', why: 'operator' });
    expect(resumed).toMatchObject({ jobId, state: 'done', done: 8, gone: 0 });
    expect(parking.effects(orders)).toEqual(orders.map(() => 1));
  });

  it('by two operators at once sends every letter once', async () => {
    const orders = await parking.rejected(20);
    const both = await Promise.all(
      ['50', '40'].map((pace) =>
        letters('replay', '--all', '--confirm', '20', '--pace', pace, '--json'),
      ),
    );
    await parking.arrived(orders);
    const jobs = both.filter(({ code }) => code === 0).map(({ out }) => JSON.parse(out));

    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.reduce((sum, { done }) => sum + done, 0)).toBe(20);
    for (const { complaints } of both.filter(({ code }) => code !== 0)) {
      expect(complaints).toEqual([
        expect.stringMatching(
          /^bridge: (confirm is 20, but|no letter would be|--confirm is 20, and)/,
        ),
      ]);
    }
    expect(parking.effects(orders)).toEqual(orders.map(() => 1));
    expect(orders.map((id) => bridge.puts(id).length)).toEqual(orders.map(() => 2));
  });

  it('stops where the circuit is held, and exits with 1; resumed, it goes on', async () => {
    const orders = await parking.rejected(3);
    await run('circuit', 'open', '--reason', 'stocktaking');
    const held = await letters('replay', '--all', '--confirm', '3', '--json');
    const { state, why, jobId, done } = JSON.parse(held.out);
    await run('circuit', 'close');
    const resumed = await asJson('resume', jobId);
    await parking.arrived(orders);

    expect({ code: held.code, state, why, done }).toEqual({
      ...{ code: 1, state: 'stopped', why: 'circuit_hold', done: 0 },
    });
    expect(resumed).toMatchObject({ state: 'done', done: 3 });
  });

  it('goes on when the person leaves', async () => {
    const orders = await parking.rejected(6);
    const person = makeTypist(() => '6');
    const watching = runOn(
      bridge,
      Date.now,
      person.openTerminal,
    )(...['dead-letters', 'replay', '--all', '--pace', '2']);
    await until('it is shown how far it is', () => person.progress.length > 1, secondsMax);
    person.leave();
    const left = await watching;
    await parking.arrived(orders);
    const { jobs } = await asJson('jobs');
    const watched = await letters('watch', jobs[0].jobId);

    expect(left).toMatchObject({ code: 0, complaints: [] });
    expect(left.out).toMatch(/^The replay of 6 letters of the local stack goes on by itself\.$/m);
    expect(left.out).toContain(`npm run bridge -- dead-letters watch ${jobs[0].jobId}`);
    expect(watched.out).toMatch(/^The replay of 6 letters of the local stack is done\.$/m);
  });
});
