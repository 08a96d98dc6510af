/** Mistakes on an order's way in and back in: acceptance, dead letters, replay. */
import type { Mistake } from './mistake.ts';

const acceptOrder = 'lib/webhook/accept-order.ts';
const enqueue =
  'await ports.enqueue({ body, groupId: groupIdOf(shop, orderId), deduplicationId });';
const mark = `const before = await ports.markAccepted(shop, orderId, {
    version,
    instant: instantOf(version),
    hash,
    at: receivedAt,
    source: 'webhook',
  });`;

export const acceptingMistakes: readonly Mistake[] = [
  {
    name: 'marked-before-enqueued',
    effect: 'A crash in between makes the second copy a duplicate of an order that nobody has.',
    file: acceptOrder,
    find: `${enqueue}\n  ${mark}`,
    replace: `${mark}\n  ${enqueue}`,
  },
  {
    name: 'answered-before-enqueued',
    effect: 'Shopify is told 200 for an order that the queue may never get.',
    file: acceptOrder,
    find: enqueue,
    replace: enqueue.replace('await ', 'void ').replace(/;$/, '.catch(() => undefined);'),
  },
  {
    name: 'our-failure-answered-200',
    effect: 'While SQS or DynamoDB is away, Shopify never sends its orders again.',
    file: 'lib/webhook/accept-webhook.ts',
    find: "return { kind: 'unavailable', reason: 'our_side_failed', error: errorName(error) };",
    replace: "return { kind: 'ignored', reason: 'topic', orderId: null, shop: '', position: 0 };",
  },
  {
    name: 'same-second-taken-for-duplicate',
    effect: 'Of two changes within one second the second never reaches the warehouse.',
    file: acceptOrder,
    find: "return age === 0 && accepted.hash === hash ? 'duplicate' : undefined;",
    replace: "return age === 0 ? 'duplicate' : undefined;",
  },
  {
    name: 'deduplicated-by-order-id',
    effect: 'A change within five minutes of the last one is swallowed by SQS.',
    file: 'lib/order/deduplication.ts',
    find: '.update(JSON.stringify([shop, orderId, version, hash]))',
    replace: '.update(JSON.stringify([shop, orderId]))',
  },
  {
    name: 'signature-not-compared',
    effect: 'Anybody can have the warehouse send goods to them.',
    file: 'lib/webhook/signature.ts',
    find: 'return expected.length === signature.length && isEqual(expected, signature);',
    replace: 'return expected.length === signature.length;',
  },
  {
    name: 'malformed-not-parked',
    effect: 'An order that we cannot read is thrown away, and nobody hears of it.',
    file: 'lib/webhook/park-webhook.ts',
    find: 'await ports.park(letter);',
    replace: '',
  },
  {
    name: 'replayed-under-the-accepts-id',
    effect:
      'A replay within five minutes of the order is swallowed by SQS, and its letter deleted.',
    file: 'lib/letters/replay-letter.ts',
    find: 'deduplicationId: replayDeduplicationId(letter.letterId),',
    replace: 'deduplicationId: read.message.id,',
  },
  {
    name: 'letter-settled-before-sent',
    effect: 'A crash during a replay loses the order for good.',
    file: 'lib/letters/replay-letter.ts',
    find: 'const message = replayed(read.message);',
    replace:
      'const message = replayed(read.message);\n  await settleLetter(ports.index, job, letter, new Date(ports.now()).toISOString());',
  },
  {
    name: 'replay-of-one-class-sends-all',
    effect: 'Letters whose cause is not mended are sent again beside those that were meant.',
    file: 'lib/letters/filter.ts',
    find: '(filter.class === undefined || filter.class === letter.class) &&',
    replace: '',
  },
  {
    name: 'sent-before-the-crash-not-counted',
    effect: 'A replay that was killed in the middle says that it sent fewer letters than it did.',
    file: 'lib/letters/settle-hand.ts',
    find: "return settled.jobId === job.jobId ? 'done' : 'gone';",
    replace: "return 'gone';",
  },
  {
    name: 'waiting-letter-swept',
    effect:
      'The sweep removes letters from the queue that still wait: the index shows what is gone.',
    file: 'lib/letters/sweep.ts',
    find: 'if (isTwin || isSettled(known, entry)) {',
    replace: 'if (known !== undefined) {',
  },
  {
    name: 'settled-letter-never-swept',
    effect: 'What was replayed lies on the queue for ever, and its depth says nothing any more.',
    file: 'lib/letters/sweep.ts',
    find: 'if (isTwin || isSettled(known, entry)) {',
    replace: 'if (isTwin) {',
  },
  {
    name: 'parked-without-a-letter',
    effect: 'A parked order is nowhere: not on the queue, not among the letters.',
    file: 'lib/delivery/endings.ts',
    find: 'await ports.park(letterOf(messageId, message, { ...facts, receives, parkedAt: at }));',
    replace: '',
  },
  {
    name: 'answer-of-the-wms-logged',
    effect: "A customer's name that the WMS repeats in its answer is in our logs.",
    file: 'lib/delivery/endings.ts',
    find: 'reason: facts.reason,',
    replace: "reason: facts.reason + (facts.problem ?? ''),",
  },
];
