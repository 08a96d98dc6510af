/**
 * Replays in a world in which everything goes wrong for a while: workers die, stand still and meet failing
 * calls, an operator stops and resumes, the circuit opens, what is replayed is delivered or parked again,
 * and the index shows changes late. Then calm comes, and all must come to its end.
 */

import { isMeant } from '../../../lib/letters/filter.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import { changeJobs, type JobWish, resumeJob, stopJob } from '../../../lib/letters/jobs.ts';
import { instantOf } from '../../../lib/order/order-record.ts';
import { consumer, decide, type Playing } from './work-consumer.ts';
import { type Around, makeWorkScene, order, type WorkScene } from './work-scene.ts';

export type ModelLetter = {
  readonly order: number;
  readonly version: number;
  readonly class: 'rejected' | 'exhausted';
  readonly replays: number;
  readonly parkedSecond: number;
  /** How its parking went: it may lie on the queue and in no index. */
  readonly parking: 'whole' | 'unindexed';
};
export type ModelHistory = {
  readonly seed: number;
  readonly letters: readonly ModelLetter[];
  /** Orders whose version of this number the WMS has already. */
  readonly delivered: readonly { readonly order: number; readonly version: number }[];
  readonly filter: JobWish['filter'];
  /** A second operator makes a job of his own, after so many seconds. */
  readonly secondJobAfter: number | null;
};

/** Faults come to an end then; the jobs may take this much longer. */
const faultyMillis = 120_000;
const calmMillis = 3_600_000;

/** mulberry32: numbers from 0 up to, not including, 1. */
export const drawsOf = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const versionOf = (version: number) => `2026-11-22T10:00:0${version}Z`;

const prepare = async (scene: WorkScene, { letters, delivered }: ModelHistory): Promise<void> => {
  for (const [n, letter] of letters.entries()) {
    const letterId = `parked-${n}`;
    const orderId = String(letter.order);
    const version = versionOf(letter.version);
    const { class: parkClass, replays } = letter;
    const parkedAt = new Date(Date.UTC(2026, 10, 22, 10, 0, letter.parkedSecond)).toISOString();
    const facts = { orderId, replays, class: parkClass, parkedAt };
    const message = { order: { version, note: version } };
    await scene.park(letterId, { ...facts, version }, message, letter.parking);
    await scene.records.markParked(order(orderId), {
      ...{ version, instant: instantOf(version), class: parkClass, letterId, at: parkedAt },
    });
  }
  for (const { order: n, version } of delivered) {
    await decide(scene, String(n), versionOf(version), 'ab'.repeat(32));
  }
};

/** What is seen of the whole history. */
export type ModelEnd = {
  readonly scene: WorkScene;
  /** The letters that each job means, as they waited when it was made. */
  readonly sets: ReadonlyMap<string, readonly IndexedLetter[]>;
  /** Those that were being put into the index just then, under an instant that has passed. */
  readonly late: ReadonlyMap<string, readonly IndexedLetter[]>;
  /** Some call took longer than a lease lasts. */
  readonly hasStalled: boolean;
};

export const playHistory = async (history: ModelHistory): Promise<ModelEnd> => {
  const draw = drawsOf(history.seed);
  const scene = makeWorkScene({ lagMillis: () => draw() * 1_000 });
  await prepare(scene, history);
  const { time } = scene;
  const calmAt = time.now() + faultyMillis;
  const world: Playing = { scene, draw, calmAt, isOver: false, hasStalled: false };
  const sets = new Map<string, readonly IndexedLetter[]>();
  const late = new Map<string, () => readonly IndexedLetter[]>();
  const make = async (jobId: string, filter: JobWish['filter']) => {
    // A moment ago: what is parked in this very millisecond may still come.
    const asOf = new Date(time.now() - 1).toISOString();
    const isIn = (one: IndexedLetter) => isMeant(filter, one) && one.parkedAt <= asOf;
    const known = new Set(scene.letters.index.all().map(({ letter }) => letter.letterId));
    const meant = (await scene.letters.waiting()).filter(isIn);
    sets.set(jobId, meant);
    late.set(jobId, () =>
      scene.letters.index
        .all()
        .map(({ letter }) => letter)
        .filter((one) => isIn(one) && !known.has(one.letterId)),
    );
    await scene.makeJob({ jobId, filter, asOf, letters: meant.length, pacePerSecond: 5 });
  };
  await make('job-1', history.filter);
  const second = history.secondJobAfter;
  const others = [worker(world), worker(world), operator(world), weather(world), consumer(world)];
  if (second !== null) {
    others.push(time.sleep(second * 1_000).then(() => make('job-2', {})));
  }
  const all = Promise.all(others);
  await time.run(Promise.race([untilDone(world), all.then(() => {})]));
  await time.run(all);
  const lateNow = new Map([...late].map(([jobId, found]) => [jobId, found()]));
  return { scene, sets, late: lateNow, hasStalled: world.hasStalled };
};

const isCalm = ({ scene, calmAt }: Playing): boolean => scene.time.now() >= calmAt;

const untilDone = async (world: Playing): Promise<void> => {
  const { scene, calmAt } = world;
  const areDone = () => scene.store.seen().jobs.every(({ state }) => state === 'done');
  while (!(isCalm(world) && areDone())) {
    if (scene.time.now() > calmAt + calmMillis) throw new Error('the jobs do not come to an end');
    await scene.time.sleep(1_000);
  }
  // Long enough for what was received by a worker that died to be seen again, and removed.
  await scene.time.sleep(300_000);
  world.isOver = true;
};

const worker = async (world: Playing): Promise<void> => {
  const { scene, draw } = world;
  while (!world.isOver) {
    const death = Promise.withResolvers<void>();
    const around = faulty(world, death.resolve);
    const slice = scene.startSlice({ around, seconds: 20 + draw() * 40 }).catch(() => {});
    await Promise.race([slice, death.promise]);
    await scene.time.sleep(draw() * 20_000);
  }
};

const faulty = (world: Playing, die: () => void): Around => {
  const { scene, draw } = world;
  let isDead = false;
  const never = new Promise<never>(() => {});
  const pass = async (): Promise<void> => {
    if (isDead) return never;
    await scene.time.sleep(1 + draw() * 30);
    if (isDead) return never;
    const luck = isCalm(world) ? 1 : draw();
    if (luck < 0.003) {
      world.hasStalled = true;
      await scene.time.sleep(draw() * 60_000);
    } else if (luck < 0.006) {
      isDead = true;
      die();
      return never;
    } else if (luck < 0.012) {
      throw new Error('AWS is away');
    }
  };
  return async (_, work) => {
    await pass();
    const result = await work();
    await pass();
    return result;
  };
};

const operator = async (world: Playing): Promise<void> => {
  const { scene, draw } = world;
  while (!world.isOver) {
    await scene.time.sleep(500 + draw() * 15_000);
    const at = new Date(scene.time.now()).toISOString();
    for (const { jobId, state } of scene.store.seen().jobs) {
      if (state === 'stopped') await changeJobs(scene.store, (jobs) => resumeJob(jobs, jobId, at));
      else if (state === 'running' && !isCalm(world) && draw() < 0.5) {
        await changeJobs(scene.store, (jobs) => stopJob(jobs, jobId, 'operator', at));
      }
    }
  }
};

const weather = async (world: Playing): Promise<void> => {
  const { scene, draw } = world;
  const closed = { served: 0, watchUntil: 0, failures: [], forbidden: [] };
  while (!world.isOver) {
    await scene.time.sleep(draw() * 30_000);
    const since = scene.time.now();
    const nextProbeAt = since + draw() * 10_000;
    const kind = draw() < 0.5 ? 'open' : 'paused';
    if (!isCalm(world)) await scene.circuit.put({ ...closed, block: { kind, since, nextProbeAt } });
    await scene.time.sleep(draw() * 10_000);
    await scene.circuit.put(closed);
  }
};
