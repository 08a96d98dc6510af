/** What may be seen of the dead letters of a running stage, by whom; and what is refused, in one line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, startWarmBridge, unpaced } from '../end-to-end/bridge.ts';
import { lettersOn, makeParking, runOn } from './parked-orders.ts';
import type { Ran } from './run-bridge.ts';

let bridge: Bridge;
let run: ReturnType<typeof runOn>;
let orders: readonly string[];
beforeAll(async () => {
  bridge = await startWarmBridge(unpaced);
  run = runOn(bridge);
  orders = await makeParking(bridge, 9_400_000n).unmappable(3);
});
afterAll(() => bridge?.close());

const { letters, asJson } = lettersOn(() => run);

describe('looking', { timeout: 30_000 }, () => {
  it('a list goes on where the last one ended', async () => {
    const first = await letters('list', '--limit', '2');
    const more = /^ {2}more +npm run bridge -- dead-letters (.+)$/m.exec(first.out)?.[1] ?? '';
    const rest = await asJson(...more.split(' '));

    expect(first.out).toMatch(/^3 letters of the local stack$/m);
    expect(rest.letters.map(({ orderId }: { orderId: string }) => orderId)).toHaveLength(1);
    expect(rest.next).toBeUndefined();
  });

  it('a letter is shown without the customer, unless that is asked for, which is logged', async () => {
    const [orderId = ''] = orders;
    const { letters: found } = await asJson('list', '--order', orderId);
    const { letterId } = found[0];
    const plain = await letters('show', letterId);
    const personal = await letters('show', letterId, '--personal');
    const shown = bridge.records().filter(({ message }) => message === 'letter.shown');

    expect(plain.out).toMatch(new RegExp(`^ {2}order +${orderId}$`, 'm'));
    expect(plain.out).toContain(`dead-letters replay --letter ${letterId}`);
    expect(plain.out).not.toContain('Quagmire');
    expect(personal.out).toMatch(/^The message:\n\{\n[\s\S]*Quagmire/m);
    expect(shown).toEqual([
      expect.objectContaining({ letter_id: letterId, by: expect.stringMatching(/^arn:aws:/) }),
    ]);
    expect(bridge.output()).not.toContain('Quagmire');
  });

  it('what is asked wrongly, or is not there, is one line', async () => {
    const asked = [
      ['show', 'nobody'],
      ['watch', 'nobody'],
      ['stop', 'nobody'],
      ['replay', '--all'],
      ['replay', '--all', '--confirm', '4'],
      ['replay', '--order', '7', '--confirm', '1'],
      ['discard', '--all', '--reason', 'test', '--confirm', '2'],
    ];
    const answers: Ran[] = [];
    for (const args of asked) answers.push(await letters(...args));

    expect(answers.map(({ code, complaints }) => [code, ...complaints])).toEqual([
      [1, expect.stringMatching(/^bridge: [^\n]*letter/)],
      [1, expect.stringMatching(/^bridge: [^\n]*job/)],
      [1, expect.stringMatching(/^bridge: [^\n]*job/)],
      [
        2,
        'bridge: 3 would be sent again, and nobody can be asked here: confirm it with --confirm 3',
      ],
      [1, 'bridge: --confirm is 4, and 3 would be sent again: nothing was done'],
      [1, 'bridge: no letter would be sent again: --order 7 fits none'],
      [1, 'bridge: --confirm is 2, and 3 would be discarded: nothing was done'],
    ]);
    expect((await asJson('list')).total).toBe(3);
    expect((await asJson('jobs')).jobs).toEqual([]);
  });
});

describe('rights', { timeout: 30_000 }, () => {
  it('a viewer sees all and changes nothing; the person on call replays', async () => {
    const { viewer, onCall } = bridge.stack.describe().people;
    const as = (keys: typeof viewer) => runOn(bridge, Date.now, undefined, keys);
    const confirmed = ['--all', '--confirm', '3'];
    const seen = await as(viewer)('dead-letters', 'list', '--json');
    const denied = await as(viewer)('dead-letters', 'replay', ...confirmed);
    const done = await as(onCall)('dead-letters', 'replay', ...confirmed, '--json');

    expect([viewer, onCall]).toEqual([expect.anything(), expect.anything()]);
    expect(JSON.parse(seen.out).total).toBe(3);
    expect(denied).toEqual({
      ...{ code: 1, out: '' },
      complaints: [
        expect.stringMatching(/^bridge: these credentials have not the right to do that: /),
      ],
    });
    expect(JSON.parse(done.out)).toMatchObject({ state: 'done', done: 3 });
  });
});
