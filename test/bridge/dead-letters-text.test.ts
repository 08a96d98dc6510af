/** What an operator reads about dead letters, word for word. */
import { describe, expect, it } from 'vitest';
import type { ListedLetters, ShownLetter } from '../../cdk/bridge/dead-letters/answers.ts';
import { listText } from '../../cdk/bridge/dead-letters/list-text.ts';
import { discardText, planText } from '../../cdk/bridge/dead-letters/plan-text.ts';
import { showText } from '../../cdk/bridge/dead-letters/show-text.ts';
import type { LetterFilter } from '../../lib/letters/filter.ts';
import type { Plan } from '../../lib/letters/plan.ts';
import { local, production } from './seen-circuits.ts';
import { ago, now, seenLetter } from './seen-letters.ts';

const group = { class: 'rejected', reason: 'the WMS answered 422' } as const;
const listed: ListedLetters = {
  ...{ kind: 'letters', total: 412, groupsLeftOut: 0, complete: true },
  groups: [
    { ...group, letters: 400, oldest: ago(90_000), newest: ago(30) },
    { class: 'unknown', reason: 'SQS moved\nit', letters: 12, oldest: ago(90), newest: ago(30) },
  ],
  letters: [
    seenLetter(),
    seenLetter({ letterId: 'b2', class: 'unknown', orderId: null, topic: null, replays: 11 }),
  ],
};

describe('list', () => {
  it('has the groups of one cause first, then the letters, and what to type next', () => {
    expect(listText({ names: local, now, filter: {}, list: listed })).toBe(
      `412 letters of the local stack

  LETTERS  CLASS     OLDEST          NEWEST    REASON
      400  rejected  1 d 1 h ago     30 s ago  the WMS answered 422
       12  unknown   1 min 30 s ago  30 s ago  SQS moved it

  LETTER  CLASS     ORDER    TOPIC          PARKED   REPLAYS
  a1      rejected  1001     orders/create  2 h ago        0
  b2      unknown   unknown  none           2 h ago       11

  one letter    npm run bridge -- dead-letters show <letter>
  plan          npm run bridge -- dead-letters plan`,
    );
  });

  it('says what is not shown, and how to see it', () => {
    const next = { parkedAt: ago(7_200), letterId: 'b2' };
    const list = { ...listed, next, complete: false, groupsLeftOut: 3 };
    const filter = { class: 'rejected', reason: "it's odd" } as const;
    const text = listText({ names: production, now, filter, list });
    const [options, stage] = [
      `--class rejected --with-reason 'it'\\''s odd'`,
      '--stage production',
    ];

    expect(text.split('\n')[0]).toBe(
      `412 letters of stage production that fit ${options}, and more that are not counted`,
    );
    expect(text).toMatch(/^ {2}left out {6}3 smaller groups; a filter shows them$/m);
    expect(text).toContain(
      `\n  more          npm run bridge -- dead-letters list ${options} --after 2026-11-22T08:00:00.000Z/b2 ${stage}\n`,
    );
    expect(text).toContain(`dead-letters plan ${options} ${stage}`);
  });

  it('says that there is nothing', () => {
    const none = { ...listed, total: 0, groups: [], letters: [] };
    const texts = [{}, { orderId: '7' }].map((filter) =>
      listText({ names: local, now, filter, list: none }),
    );

    expect(texts).toEqual([
      'There are no dead letters of the local stack.',
      'No dead letter of the local stack fits --order 7.',
    ]);
  });
});

const plan: Plan = {
  ...{ asOf: ago(3), complete: true, letters: 30, replay: 20 },
  skipped: { delivered: 2, superseded: 8 },
  rows: [
    {
      ...{ class: 'rejected', age: 'under 1 d', topic: 'orders/create' },
      ...{ letters: 20, replay: 12, skipped: { superseded: 8 } },
    },
    {
      ...{ class: 'rejected', age: 'under 1 h', topic: 'orders/updated' },
      ...{ letters: 6, replay: 4, skipped: { delivered: 2 } },
    },
    { class: 'forbidden', age: 'under 1 h', topic: null, letters: 4, replay: 4, skipped: {} },
  ],
};
const planned = (filter: LetterFilter, more: Partial<Plan> = {}) =>
  planText({ names: production, now, filter, force: false, plan: { ...plan, ...more } });

describe('plan', () => {
  it('says what would be sent and skipped, by class, age and topic, and the command', () => {
    expect(planned({ parkedAfter: ago(86_400) })).toBe(
      `A replay of 30 letters of stage production would send 20.

  letters       --since 2026-11-21T10:00:00.000Z
                parked by 2026-11-22 09:59:57 UTC, 3 s ago
  would send    20
  would skip    10
                8 superseded: a newer version of the order is delivered or parked
                2 delivered: the WMS has this very content of the order

  CLASS      LETTERS  WOULD SEND  WOULD SKIP
  rejected        26          16  8 superseded, 2 delivered
  forbidden        4           4  none

  AGE        LETTERS  WOULD SEND  WOULD SKIP
  under 1 h       10           8  2 delivered
  under 1 d       20          12  8 superseded

  TOPIC           LETTERS  WOULD SEND  WOULD SKIP
  orders/create        20          12  8 superseded
  orders/updated        6           4  2 delivered
  none                  4           4  none

  replay        npm run bridge -- dead-letters replay --since 2026-11-21T10:00:00.000Z --stage production
                it shows this plan again and asks for the number of letters;
                where nobody can be asked, --confirm 20 says it`,
    );
  });

  it('everything is meant only where --all says so, and force is kept', () => {
    const text = planText({ names: local, now, filter: {}, force: true, plan });

    expect(text).toMatch(/^ {2}letters {7}all$/m);
    expect(text).toMatch(/^ {2}replay {8}npm run bridge -- dead-letters replay --all --force$/m);
  });

  it('offers no replay where nothing would be sent, or not all was looked at', () => {
    const texts = [planned({}, { replay: 0 }), planned({}, { complete: false })];

    expect(texts.map((text) => text.includes('dead-letters replay'))).toEqual([false, false]);
    expect(texts[1]).toMatch(/^ {2}not looked at more letters lie there: narrow the filter$/m);
    expect(planned({ class: 'poison' }, { letters: 0 })).toBe(
      'No dead letter of stage production fits --class poison.',
    );
  });

  it('a discard skips nothing, and says so', () => {
    const text = discardText({ names: local, now, filter: {}, force: false, plan });

    expect(text.split('\n')[0]).toBe(
      'A discard would throw away 30 letters of the local stack; a replay would send 20 of them.',
    );
    expect(text).not.toContain('npm run bridge');
  });
});

describe('show', () => {
  const show = (shown: Partial<ShownLetter>) =>
    showText({ names: local, now, shown: { kind: 'letter', letter: seenLetter(), ...shown } });

  it('has the facts, what a replay would do, and the next command', () => {
    expect(show({ fate: 'replay' })).toBe(
      `Dead letter a1 of the local stack

  class         rejected
  why           the WMS answered 422
  WMS status    422
  parked        2026-11-22 08:00:00 UTC, 2 h ago
  received      2026-11-22 07:59:00 UTC, 2 h 1 min ago
  order         1001
  shop          demo.myshopify.com
  topic         orders/create
  version       2026-11-22T07:59:00Z
  tried         attempts 1 in its last delivery, counted deliveries 0, receives 1
  replays       0
  correlation   shopify-order-1001
  a replay      sends it again
  next          npm run bridge -- dead-letters replay --letter a1`,
    );
  });

  it.each([
    ['superseded', ['discard --letter a1 --reason "<why>"']],
    ['needs_shopify', ['discard --letter a1 --reason "<why>"']],
    ['replayed_often', ['replay --letter a1 --force', 'discard --letter a1 --reason "<why>"']],
  ] as const)('%s: why a replay skips it, and what can be done', (fate, commands) => {
    const text = show({ fate });

    expect(text).toMatch(new RegExp(`^  a replay      skips it: ${fate}, \\w`, 'm'));
    const typed = commands.map((command) => `npm run bridge -- dead-letters ${command}`);
    expect(text.split('  next          ')[1]?.split(/\n +/)).toEqual(typed);
  });

  it('a settled letter says how and by which job', () => {
    const text = show({ settled: { how: 'replayed', at: ago(60), jobId: 'j1' } });

    expect(text).toMatch(
      /^ {2}settled {7}replayed by job j1, 2026-11-22 09:59:00 UTC, 1 min ago$/m,
    );
    expect(text).not.toContain('  next');
  });

  it('what Shopify sent cannot move the cursor', () => {
    const personal = {
      message: { name: 'A\u009b2J\u202e', note: 'a\nb' },
      problem: 'no\r\u001b[2J',
    };
    const text = show({ personal });

    expect(text.split('\n\n').slice(2)).toEqual([
      'What the WMS said: no [2J',
      'The message:\n{\n  "name": "A\\u009b2J\\u202e",\n  "note": "a\\nb"\n}',
    ]);
  });
});
