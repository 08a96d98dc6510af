/** Mistakes of reconciliation: what is asked for, what counts as handled, and what is sent once more. */
import type { Mistake } from './mistake.ts';

const poll = 'lib/reconciliation/poll.ts';
const windowFile = 'lib/reconciliation/window.ts';
const judge = 'lib/reconciliation/judge.ts';
const handleMissing = 'lib/reconciliation/handle-missing.ts';
const handleStamps = 'lib/reconciliation/handle-stamps.ts';
const holdWatermark = 'lib/reconciliation/hold-watermark.ts';
const sendOrder = 'lib/reconciliation/send-order.ts';

const enqueue =
  'await ports.enqueue({ body, groupId: groupIdOf(shop, orderId), deduplicationId });';
const mark = `const accepted = { version, instant, hash, at, source: origin, ...repair };
  const before = await ports.markAccepted(shop, orderId, accepted);`;

export const reconcilingMistakes: readonly Mistake[] = [
  {
    name: 'watermark-before-the-page',
    effect: 'A run that dies in the middle of a page passes the rest of it over.',
    file: poll,
    find: 'const stop = await handleStamps(',
    replace: 'await held.write(passed(held, window, page));\n    const stop = await handleStamps(',
  },
  {
    name: 'cursor-forgotten-watermark-kept',
    effect: 'After the first page of many the watermark stands at the end of all of them.',
    file: poll,
    find: 'if (next === undefined) return { until, unfinished: null };',
    replace: "if (next !== '') return { until, unfinished: null };",
  },
  {
    name: 'watermark-comes-to-now',
    effect: 'The grace period is in no window: what the search shows late is in no window either.',
    file: poll,
    find: 'if (next === undefined) return { until, unfinished: null };',
    replace:
      'if (next === undefined) return { until: new Date().toISOString(), unfinished: null };',
  },
  {
    name: 'throttled-taken-for-done',
    effect: 'What changed while Shopify had no room for us is never asked for again.',
    file: poll,
    find: "if (answer.kind !== 'answered') return",
    replace:
      "if (answer.kind === 'throttled') return (await held.write({ until: window.until, unfinished: null }), { kind: 'done' });\n    if (answer.kind !== 'answered') return",
  },
  {
    name: 'refused-cursor-kept',
    effect: 'A cursor that Shopify takes no more ends reconciliation for good.',
    file: poll,
    find: 'if (!mayBeTheCursor || after === undefined) return stop;',
    replace: "if (!mayBeTheCursor || after !== '') return stop;",
  },
  {
    name: 'no-overlap',
    effect: 'What the search shows a little late is never asked for.',
    file: windowFile,
    find: 'from: secondOf(newSince - overlapSeconds * 1_000),',
    replace: 'from: secondOf(newSince),',
  },
  {
    name: 'no-grace',
    effect: 'Orders whose webhooks are on their way count as missed, every few minutes.',
    file: windowFile,
    find: 'const until = now - graceSeconds * 1_000;',
    replace: 'const until = now;',
  },
  {
    name: 'overlap-asked-and-not-looked-at',
    effect: 'An order that the search showed late is seen, and taken for one that was handled.',
    file: handleStamps,
    find: 'const stamps = newestOfEach(given);',
    replace:
      'const since = instantOf(options.newSince ?? new Date(0).toISOString());\n  const stamps = newestOfEach(given).filter(({ version }) => instantOf(version) > since);',
  },
  {
    name: 'partial-taken-for-whole',
    effect: 'Half a page, or an order of which a part was denied, counts as all there is.',
    file: 'lib/reconciliation/admin/graph-answer.ts',
    find: 'if (trouble) return { answer: trouble, ...cost };',
    replace: 'if (trouble && !data) return { answer: trouble, ...cost };',
  },
  {
    name: 'malformed-page-taken-for-empty',
    effect: 'An answer that nobody understands says that nothing has changed.',
    file: 'lib/reconciliation/admin/changed-orders.ts',
    find: "if (answer.kind !== 'answered') return answer;",
    replace:
      "if (answer.kind === 'malformed') return { kind: 'answered', value: { stamps: [] } };\n  if (answer.kind !== 'answered') return answer;",
  },
  {
    name: 'older-read-taken-for-the-listed-one',
    effect: 'Where Shopify gives an order as it was, its change is passed over.',
    file: handleMissing,
    find: 'instantOf(answer.value.version) < instantOf(stamp.version)',
    replace: 'instantOf(answer.value.version) < 0',
  },
  {
    name: 'unreadable-order-skipped',
    effect: 'An order that could not be read in that moment is never read.',
    file: handleMissing,
    find: "if (trouble.kind === 'unavailable') await postpone(work, stamp);",
    replace: "if (trouble.kind === 'unavailable') work.tally.postponed += 1;",
  },
  {
    name: 'missed-counted-before-sent',
    effect:
      'A run that dies while it sends counts the same webhook as missed as the next one does.',
    file: handleMissing,
    find: `  const sent = await sendOrder(work, found, { deduplicationId, origin: 'reconciliation' });`,
    replace: `  work.tally[verdict] += 1;
  reportFound(work, found, verdict === 'missed' ? cause : verdict);
  const sent = await sendOrder(work, found, { deduplicationId, origin: 'reconciliation' });
  if (sent.kind === 'sent') return;`,
  },
  {
    name: 'found-marked-before-enqueued',
    effect: 'A run that dies in between leaves an order that everybody believes to be on its way.',
    file: sendOrder,
    find: `${enqueue}\n  ${mark}`,
    replace: `${mark}\n  ${enqueue}`,
  },
  {
    name: 'on-its-way-judged-lost',
    effect:
      'While the warehouse is away, every poll puts what waits for it on the queue once more.',
    file: judge,
    find: "return isOnItsWay(record, now) ? 'known' : 'lost';",
    replace: "return 'lost';",
  },
  {
    name: 'lease-of-the-watermark-ignored',
    effect: 'Two runs at once read and send everything twice.',
    file: holdWatermark,
    find: "if (known?.worker && known.worker.until > now()) return 'busy';",
    replace: '',
  },
  {
    name: 'lease-of-the-watermark-never-ends',
    effect: 'After a run that was killed nothing is polled for a day.',
    file: holdWatermark,
    find: 'export const leaseMillis = 120_000;',
    replace: 'export const leaseMillis = 86_400_000;',
  },
  {
    name: 'watermark-written-without-looking',
    effect: 'A run that was overtaken puts the watermark back to where it began.',
    file: 'lib/adapters/watermark.ts',
    find: "ConditionExpression: 'revision = :revision',",
    replace: "ConditionExpression: 'revision = :revision OR revision <> :revision',",
  },
  {
    name: 'doubtful-order-never-read-again',
    effect: 'Of two contents of one second the warehouse keeps whichever came last.',
    file: 'lib/reconciliation/reread.ts',
    find: "if (verdict !== 'settled') {",
    replace: "if (verdict === 'missed') {",
  },
];
