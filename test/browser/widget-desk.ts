/**
 * What the page's widget calls, without a stack: the handlers of both functions, with letters of several
 * classes in their index.
 */
import type { CallWidget } from '../../cdk/local/console/widget-call.ts';
import type { Letter } from '../../lib/order/dead-letter.ts';
import type { NormalOrder } from '../../lib/order/normal-order.ts';
import { deadLetter, orderMessage } from '../builders/order-message.ts';
import { makeDeadLettersWorld, replayArn } from '../functions/dead-letters-world.ts';

type Told = 'class' | 'reason' | 'replays' | 'topic' | 'status' | 'problem';
type Parked = Partial<Pick<Letter, Told>> & {
  readonly orderId: string;
  /** What the order says; it has a note in any case. */
  readonly order?: Partial<NormalOrder>;
  /** @default - two hours before the world's noon */
  readonly parkedAt?: string;
};

const longId = '18446744073709551615';

/** Classes that can be replayed and those that cannot, of several ages. */
const usual: readonly Parked[] = [
  ...Array.from({ length: 9 }, (_, place) => ({
    orderId: `61000000${10_000 + place}`,
    reason: place % 3 === 0 ? 'the WMS answered 409' : 'the WMS answered 422',
    status: place % 3 === 0 ? 409 : 422,
    replays: place % 2,
    parkedAt: `2026-11-${22 - place}T08:15:00.000Z`,
  })),
  ...Array.from({ length: 3 }, (_, place) => ({
    orderId: longId.slice(0, -1) + String(place),
    class: 'unmappable' as const,
    reason: `line ${longId} has no sku`,
    replays: place === 0 ? 5 : 0,
  })),
  {
    orderId: '62000000001',
    class: 'deleted',
    reason: 'deleted in Shopify',
    topic: 'orders/delete',
  },
  { orderId: '62000000002', class: 'exhausted', reason: 'unavailable, five times', replays: 2 },
];

export const makeWidgetDesk = (letters: readonly Parked[] = usual) => {
  const world = makeDeadLettersWorld();
  const parking = letters.map(async ({ orderId, order, ...given }) => {
    const note = 'Leave it with the porter.';
    const message = orderMessage({ order: { note, ...order, orderId } });
    const letter = {
      parkedAt: '2026-11-22T10:00:00.000Z',
      ...given,
      letterId: `letter-${orderId}`,
    };
    await world.letters.park(deadLetter({ message, letter, groupId: `letter-${orderId}` }));
  });
  const callWidget: CallWidget = async ({ endpoint, request, form }) => {
    await Promise.all(parking);
    const event = { ...request, widgetContext: { forms: { all: form } } };
    const ask = endpoint === replayArn ? world.replay : world.browse;
    const html = await ask(event);
    if (typeof html !== 'string') throw new Error('this was not answered in HTML');
    return { kind: 'html', html };
  };
  return { world, callWidget };
};
