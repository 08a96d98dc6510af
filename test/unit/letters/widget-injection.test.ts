/**
 * Whatever a letter, a job or a filter holds is text in the widget: no string of theirs adds an element, an
 * attribute or a button, as a real HTML parser sees it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../lib/letters/answer-request.ts';
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { BrowseAnswer } from '../../../lib/letters/request.ts';
import { answerWidget } from '../../../lib/letters/widget/answer-widget.ts';
import type { Asked } from '../../../lib/letters/widget/desk.ts';
import { anyText } from '../../builders/any-text.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';
import { replayJob } from '../../builders/job.ts';
import { orderAddress, orderLine } from '../../builders/normal-order.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { buttonsOf, cellsOf, skeletonOf } from '../../builders/widget-tree.ts';

const scene = {
  place: { look: 'arn:aws:lambda:r:1:function:look', act: 'arn:aws:lambda:r:1:function:act' },
  now: Date.parse('2026-11-22T12:00:00.000Z'),
};
const at = '2026-11-22T10:00:00.000Z';

/** What somebody would write who wants a button of his own in it, among any other text. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</cwdb-action><a class="btn">Replay all</a><cwdb-action action="call" endpoint="evil">{}</cwdb-action>',
  '</td></tr></table><form action="//evil.example"><input name="orderId">',
  '<!--',
  '<![CDATA[',
  '</pre><iframe srcdoc="<script>alert(1)</script>">',
  '&lt;b&gt;&#60;b&#62;',
  '","action":"replay","x":"',
  '\u2028\u0000\ud800',
];
const text = fc.oneof(
  fc.constantFrom(...hostile),
  anyText(40),
  fc.tuple(anyText(5), fc.constantFrom(...hostile), anyText(5)).map((parts) => parts.join('')),
);
/** An empty reason has no button of its own, which would be another skeleton. */
const someText = text.map((value) => `r${value}`);

type Words = Readonly<
  Record<'reason' | 'id' | 'shop' | 'topic' | 'by' | 'message' | 'problem' | 'job', string>
>;
const anyWords: fc.Arbitrary<Words> = fc.record({
  ...{ reason: someText, id: someText, shop: someText, topic: someText },
  ...{ by: someText, message: someText, problem: someText, job: someText },
});
const plainWords: Words = {
  ...{ reason: 'x', id: 'x', shop: 'x', topic: 'x', by: 'x', message: 'x', problem: 'x', job: 'x' },
};

const letterOf = ({ id, reason, shop, topic }: Words) =>
  indexedLetter({
    ...{ letterId: id, orderId: id, correlationId: id, messageId: id, groupId: id, version: id },
    ...{ reason, shop, topic },
  });
const filterOf = ({ reason, shop, topic, id }: Words): LetterFilter => ({
  ...{ class: 'rejected', reason, shop, topic, orderId: id, letterId: id, fate: 'superseded' },
});
const jobOf = (words: Words) =>
  replayJob({
    ...{ jobId: words.job, by: words.by, reason: words.reason, filter: filterOf(words) },
    ...{ state: 'stopped', why: 'operator' },
  });

const group = (reason: string) => ({
  ...{ class: 'rejected' as const, reason, letters: 2, oldest: at, newest: at },
});
const listOf = (words: Words): BrowseAnswer => ({
  kind: 'letters',
  groups: [group(words.reason), group(`${words.reason}2`)],
  groupsLeftOut: 0,
  letters: [letterOf(words)],
  total: 4,
  next: { parkedAt: at, letterId: words.id },
  complete: true,
});
const planOf = (words: Words): BrowseAnswer => {
  const counts = { letters: 3, replay: 2, skipped: { replayed_often: 1 } };
  const row = { ...counts, class: 'rejected' as const, age: 'under 1 d' as const };
  const rows = [{ ...row, topic: words.topic }];
  return { kind: 'plan', plan: { ...counts, asOf: at, complete: true, rows } };
};

/** All that a customer or a shop writes, where the letter holds it. */
const messageSaying = ({ message: text, id }: Words) => ({
  ...orderMessage({
    order: {
      ...{ note: text, name: text, shippingMethod: text, shipTo: orderAddress({ name: text }) },
      lines: [orderLine({ sku: text, title: text })],
    },
  }),
  [id]: id,
});

/** Every view, with the answer that it is made of. */
const views = {
  list: (words) => ({
    request: { action: 'list', filter: filterOf(words), limit: 20 },
    answer: listOf(words),
  }),
  letter: (words) => ({
    answer: {
      ...{ kind: 'letter', letter: letterOf(words), fate: 'superseded' },
      personal: { message: messageSaying(words), problem: words.problem },
    },
  }),
  'settled letter': (words) => ({
    answer: {
      ...{ kind: 'letter', letter: letterOf(words) },
      settled: { how: 'replayed', at, jobId: words.job },
    },
  }),
  plan: (words) => ({
    request: { action: 'plan', filter: filterOf(words), force: false },
    answer: planOf(words),
  }),
  job: (words) => ({ answer: { kind: 'job', job: jobOf(words) } }),
  jobs: (words) => ({ answer: { kind: 'jobs', jobs: [jobOf(words), jobOf(words)] } }),
  refusal: (words) => ({
    answer: { kind: 'refused', code: 'count_changed', fault: words.reason },
  }),
} satisfies Readonly<Record<string, (words: Words) => Asked>>;

const render = (asked: Asked): Promise<string> =>
  answerWidget(async () => asked, { kind: 'ask', request: { action: 'any' }, form: {} }, scene);
const renderOverview = (words: Words): Promise<string> =>
  answerWidget(
    async (event) => ({
      answer: (JSON.stringify(event).includes('jobs')
        ? { kind: 'jobs', jobs: [jobOf(words)] }
        : listOf(words)) satisfies Answer,
    }),
    { kind: 'ask', request: {}, form: {} },
    scene,
  );

/** Whatever a parser makes of line ends and of characters that HTML has not. */
const asHtmlHasIt = (value: string): string =>
  value.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\u0000', '').toWellFormed();

describe('the widget', () => {
  it.each(Object.entries(views))(
    'has the same elements, whatever is in it: %s',
    async (_, view) => {
      const expected = skeletonOf(await render(view(plainWords)));
      await fc.assert(
        fc.asyncProperty(anyWords, async (words) => {
          expect(skeletonOf(await render(view(words)))).toBe(expected);
        }),
      );
    },
  );

  it('has the same elements, whatever is in it: overview', async () => {
    const expected = skeletonOf(await renderOverview(plainWords));
    await fc.assert(
      fc.asyncProperty(anyWords, async (words) => {
        expect(skeletonOf(await renderOverview(words))).toBe(expected);
      }),
    );
  });

  it('calls its two functions and no other, with the very strings', async () => {
    await fc.assert(
      fc.asyncProperty(anyWords, async (words) => {
        const list = buttonsOf(await render(views.list(words)));
        const plan = buttonsOf(await render(views.plan(words)));

        const endpoints = new Set([...list, ...plan].map(({ endpoint }) => endpoint));
        expect([...endpoints].sort()).toEqual([scene.place.act, scene.place.look]);
        expect(list.find(({ label }) => label === 'Only these')?.request).toEqual({
          ...{ action: 'list', filter: { ...filterOf(words), reason: words.reason } },
        });
        expect(plan.find(({ label }) => label === 'Replay 2 letters')?.request).toEqual({
          ...{ action: 'replay', filter: filterOf(words), asOf: at, confirm: 2, force: false },
        });
      }),
    );
  });

  it('asks for confirmation in words of its own: a count, and nothing from a letter', async () => {
    await fc.assert(
      fc.asyncProperty(anyWords, async (words) => {
        const buttons = [
          ...buttonsOf(await render(views.plan(words))),
          ...buttonsOf(await render(views.job(words))),
        ];
        expect(buttons.flatMap(({ confirmation }) => confirmation ?? [])).toEqual([
          'Send 2 dead letters to the WMS again? They go out 5 a second, and it is written down.',
          'Let this replay go on where it stopped?',
        ]);
      }),
    );
  });

  it('shows the text itself, so that nothing is lost to whoever reads it', async () => {
    await fc.assert(
      fc.asyncProperty(anyWords, async (words) => {
        const cells = cellsOf(await render(views.list(words)));
        expect(cells).toEqual(expect.arrayContaining([asHtmlHasIt(words.reason)]));
      }),
    );
  });
});
