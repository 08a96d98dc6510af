/** A message of a newer schema, as after a deploy that was rolled back: it waits as long as any other. */
import { describe, expect, it } from 'vitest';
import { parseLetter } from '../../../lib/order/dead-letter.ts';
import { makeBatchScene, sceneStart } from './batch-scene.ts';
import { receivedBody } from './received-order.ts';

const daySeconds = 86_400;
const body = JSON.stringify({ specversion: '1.0', schemaversion: 2 });
const newer = receivedBody(body, { messageId: 'newer', sentAt: sceneStart });

/** Received again whenever it is visible, until it goes or the time is over. */
const waitOut = async (seconds: number, random: () => number) => {
  const scene = makeBatchScene(undefined, { random });
  const waits: number[] = [];
  let age = 0;
  for (; age < seconds; age += waits.at(-1) ?? 0) {
    if ((await scene.run([newer])).length === 0) break;
    // SQS hides a message for whole seconds: what is asked for, rounded up.
    waits.push(Math.ceil(scene.secondsHidden().at(-1)?.[0] ?? Number.NaN));
    scene.pass(waits.at(-1) ?? 0);
  }
  return { scene, waits, age };
};

describe('a message of a newer schema', () => {
  it('comes back every minute at first, then less often, up to half an hour', async () => {
    const { waits } = await waitOut(daySeconds, () => 0);

    expect(waits.slice(0, 20)).toEqual(waits.slice(0, 20).map(() => 60));
    expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0))).toBe(true);
    expect(Math.max(...waits)).toBe(1_800);
  });

  it.each([0, 0.999])(
    'is received less than a thousand times in twelve days, then parked as expired, chance %d',
    async (chance) => {
      const { scene, waits, age } = await waitOut(13 * daySeconds, () => chance);

      expect(waits.length).toBeLessThan(1_000);
      expect(age).toBeGreaterThanOrEqual(12 * daySeconds);
      expect(age).toBeLessThan(12 * daySeconds + 1_800);
      const [letter = ''] = scene.letters.bodies();
      expect(parseLetter(letter)).toMatchObject({
        kind: 'without-message',
        letter: { class: 'expired', orderId: '820982911946154508' },
      });
    },
  );
});
