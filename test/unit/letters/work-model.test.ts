/** Whatever happens on the way: each letter of a job is sent or rightly left, and counted once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fateOf } from '../../../lib/letters/fate.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import type { Job } from '../../../lib/letters/job.ts';
import { type ModelEnd, type ModelHistory, playHistory } from './work-model.ts';

const letter = fc.record({
  order: fc.integer({ min: 1, max: 6 }),
  version: fc.integer({ min: 0, max: 3 }),
  class: fc.constantFrom('rejected', 'exhausted'),
  replays: fc.constantFrom(0, 0, 1, 5),
  parkedSecond: fc.integer({ min: 0, max: 59 }),
  parking: fc.constantFrom('whole', 'whole', 'whole', 'unindexed'),
});
const history: fc.Arbitrary<ModelHistory> = fc.record({
  seed: fc.integer(),
  letters: fc.array(letter, { minLength: 1, maxLength: 60, size: 'max' }),
  delivered: fc.array(
    fc.record({ order: fc.integer({ min: 1, max: 6 }), version: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 3 },
  ),
  filter: fc.constantFrom({}, { class: 'rejected' }, { orderId: '1' }),
  secondJobAfter: fc.option(fc.integer({ min: 0, max: 100 })),
});

const skippedOf = (job: Job): number =>
  Object.values(job.skipped).reduce((sum, letters) => sum + letters, 0);

/** What the job has done to its letters, as the letters tell it. */
const checkJob = async (end: ModelEnd, job: Job): Promise<void> => {
  const { scene, sets, hasStalled } = end;
  const set = sets.get(job.jobId) ?? [];
  const late = end.late.get(job.jobId) ?? [];
  const settledByIt = scene.letters.index
    .all()
    .filter(({ settled }) => settled?.jobId === job.jobId)
    .map(({ letter: { letterId } }) => letterId);
  const ids = new Set([...set, ...late].map(({ letterId }) => letterId));
  expect(settledByIt.filter((letterId) => !ids.has(letterId))).toEqual([]);
  expect(job).toMatchObject({ state: 'done', inHand: [], letters: set.length });
  const counted = job.done + skippedOf(job) + job.gone;
  expect(counted).toBeGreaterThanOrEqual(set.length);
  expect(counted).toBeLessThanOrEqual(set.length + late.length);
  // Whoever stood still for longer than its lease may settle one letter each that was counted as skipped.
  if (hasStalled) expect(settledByIt.length).toBeGreaterThanOrEqual(job.done);
  else expect(settledByIt).toHaveLength(job.done);
};

const checkLetters = async ({ scene, sets, late }: ModelEnd): Promise<void> => {
  const idsOf = (letters: Iterable<readonly IndexedLetter[]>) =>
    new Set([...letters].flat().map(({ letterId }) => letterId));
  const meant = idsOf(sets.values());
  const lateOnes = idsOf(late.values());
  const sent = new Map<string, string>();
  for (const { deduplicationId, body } of scene.sent) {
    const letterId = deduplicationId.replace('replay:', '');
    const isMeant = meant.has(letterId) || lateOnes.has(letterId);
    expect(isMeant, `${letterId} is a letter of some job`).toBe(true);
    expect(sent.get(letterId) ?? body).toBe(body);
    sent.set(letterId, body);
  }
  const { recordOf } = await scene.records.readState([]);
  for (const { letter: one, settled } of scene.letters.index.all()) {
    if (!meant.has(one.letterId)) continue;
    if (settled) expect(sent.has(one.letterId), `${one.letterId} was sent`).toBe(true);
    else {
      const fate = fateOf(one, recordOf({ shop: one.shop, orderId: one.orderId ?? '' }), false);
      expect(fate, `why ${one.letterId} was left`).not.toBe('replay');
    }
  }
};

it('every letter is sent or rightly left, counted once, and none is sent that is nobody’s', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const end = await playHistory(given);
      for (const job of end.scene.store.seen().jobs) await checkJob(end, job);
      const [first] = end.scene.store.seen().jobs;
      if (given.secondJobAfter === null) expect(first?.gone).toBe(0);
      await checkLetters(end);
      // The queue holds what waits, and the index all that the queue holds.
      expect(end.scene.letters.bodies()).toHaveLength((await end.scene.waiting()).length);
    }),
    { numRuns: 40 },
  );
}, 120_000);
