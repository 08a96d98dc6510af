import { describe, expect, it } from 'vitest';
import { encodeLetter } from '../../../lib/order/dead-letter.ts';
import { indexEntry } from '../../builders/index-entry.ts';
import { replayJob } from '../../builders/job.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';
import { type DeskScene, makeDeskScene, parkedAt } from './desk-scene.ts';

const show = (scene: DeskScene, letterId: string, personal = false) =>
  scene.browse({ action: 'show', letterId, personal, by: 'Ada' });

const withContent = async (content: string | null): Promise<DeskScene> => {
  const scene = makeDeskScene();
  await scene.letters.index.put(indexEntry({ letterId: 'L1' }), content);
  return scene;
};
const settle = async (scene: DeskScene, letterId: string): Promise<void> => {
  const found = (await scene.letters.index.find([letterId])).get(letterId);
  if (found === undefined) throw new Error(`no letter ${letterId}`);
  await scene.letters.index.settle(found.letter, {
    ...{ how: 'replayed', at: parkedAt(60), jobId: 'job-1' },
  });
};

describe('a letter that is shown', () => {
  it('has its facts and what a replay would make of it, and nothing personal', async () => {
    const scene = await withContent(encodeLetter(deadLetter()));

    const answer = await show(scene, 'L1');

    expect(answer).toEqual({
      kind: 'letter',
      letter: { ...indexEntry({ letterId: 'L1' }), parts: 1 },
      fate: 'replay',
    });
    expect(JSON.stringify(answer)).not.toMatch(/Quagmire|Thistledown|Unknown SKU/);
    expect(scene.takeLines()).toEqual([]);
  });

  it('is judged by the record of its own order', async () => {
    const scene = await withContent(null);
    const { version, hash } = indexEntry();
    if (version === null || hash === null) throw new Error('the letter has no version');
    await scene.records.markDecided(
      { shop: 'demo.myshopify.com', orderId: '820982911946154508' },
      {
        ...{ version, hash, instant: Date.parse(version), generation: 0 },
        ...{ at: parkedAt(9), outcome: 'delivered' },
      },
    );

    expect(await show(scene, 'L1')).toMatchObject({ fate: 'delivered' });
  });

  it('needs no record where nobody knows its order', async () => {
    const scene = makeDeskScene();
    const nameless = { orderId: null, version: null, hash: null, class: 'malformed' } as const;
    await scene.put({ letterId: 'L1', ...nameless });

    expect(await show(scene, 'L1')).toMatchObject({ fate: 'needs_shopify' });
    expect(scene.reads.states).toEqual([]);
  });

  it('has how it was settled instead, once it is', async () => {
    const scene = await withContent(encodeLetter(deadLetter()));
    await settle(scene, 'L1');

    const answer = await show(scene, 'L1');

    expect(answer).toMatchObject({
      settled: { how: 'replayed', at: parkedAt(60), jobId: 'job-1' },
    });
    expect('fate' in answer).toBe(false);
  });

  it('is not found under an id that no letter has', async () => {
    expect(await show(makeDeskScene(), 'L1', true)).toEqual({
      kind: 'refused',
      code: 'not_found',
      fault: 'letterId is of no letter that waits or was settled of late: look at list',
    });
  });
});

describe('personal data', () => {
  it('is the message and what the WMS said of it, and who asked is written down', async () => {
    const letter = deadLetter();
    const scene = await withContent(encodeLetter(letter));

    expect(await show(scene, 'L1', true)).toMatchObject({
      fate: 'replay',
      personal: { message: orderMessage(), problem: 'Unknown SKU: line 1' },
    });
    expect(scene.takeLines()).toMatchObject([
      { kind: 'letter-shown', letter: { letterId: 'L1' }, by: 'Ada' },
    ]);
  });

  it.each<[string, string | null, unknown]>([
    ['of a letter without a message', encodeLetter(deadLetter({ message: null })), null],
    ['of a letter without content', null, null],
    ['that SQS moved by itself', JSON.stringify(orderMessage()), orderMessage()],
    ['that is no JSON', 'Quagmire {', 'Quagmire {'],
    [
      'of a schema that comes later',
      JSON.stringify({ letter: { problem: 7 }, message: { schemaversion: 9 } }),
      { schemaversion: 9 },
    ],
  ])('%s is what lies there', async (_, content, message) => {
    const scene = await withContent(content);

    expect(await show(scene, 'L1', true)).toMatchObject({ personal: { message } });
    expect(scene.takeLines()).toHaveLength(1);
  });

  it('is gone once the letter is settled', async () => {
    const scene = await withContent(encodeLetter(deadLetter()));
    await settle(scene, 'L1');

    expect(await show(scene, 'L1', true)).toMatchObject({
      personal: { message: null, problem: null },
    });
    // A crash may have left the content behind.
    expect(scene.reads.contents).toBe(0);
    expect(scene.takeLines()).toHaveLength(1);
  });

  it('is not read where it cannot be written down who asked', async () => {
    const scene = makeDeskScene({
      audit: () => {
        throw new Error('no log');
      },
    });
    await scene.put({ letterId: 'L1' });

    await expect(show(scene, 'L1', true)).rejects.toThrow('no log');
    expect(scene.reads.contents).toBe(0);
    expect(await show(scene, 'L1')).toMatchObject({ kind: 'letter' });
  });
});

describe('the jobs', () => {
  it('are shown newest first, and one by one', async () => {
    const scene = makeDeskScene();
    const jobs = [replayJob({ jobId: 'old' }), replayJob({ jobId: 'new' })];
    await scene.jobs.replace(await scene.jobs.read(), { jobs });

    expect(await scene.browse({ action: 'jobs' })).toEqual({
      kind: 'jobs',
      jobs: jobs.toReversed(),
    });
    expect(await scene.browse({ action: 'job', jobId: 'old' })).toEqual({
      kind: 'job',
      job: jobs[0],
    });
    expect(await scene.browse({ action: 'job', jobId: 'none' })).toEqual({
      kind: 'refused',
      code: 'not_found',
      fault: 'jobId is of no job that is kept: look at jobs',
    });
  });

  it('are none where there were none', async () => {
    const scene = makeDeskScene();

    expect(await scene.browse({ action: 'jobs' })).toEqual({ kind: 'jobs', jobs: [] });
  });
});
