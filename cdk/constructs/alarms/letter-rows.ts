/**
 * Alarms on the dead letters: any order that is parked, and letters that lie too long.
 */
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow, Watched } from './alarm-row.ts';
import { type Service, sumOf } from './measures.ts';
import type { WatchedParts } from './watched-parts.ts';

type Parked = {
  readonly by: readonly [Service, ...Service[]];
  readonly meaning: string;
};

const delivery = ['deliver-order', 'replay-dead-letters'] as const;
const reading = [
  'accept-webhook',
  'deliver-order',
  'reconcile-orders',
  'replay-dead-letters',
] as const;

/** Who parks what. replay-dead-letters counts what it finds on the queue and nobody has counted. */
export const parkedClasses: Readonly<Record<string, Parked>> = {
  rejected: {
    by: delivery,
    meaning: 'The WMS refused an order (4xx); its words are in the letter.',
  },
  forbidden: {
    by: delivery,
    meaning: 'The WMS answered 403 to one order, while it takes others.',
  },
  exhausted: {
    by: delivery,
    meaning: 'Five deliveries of an order failed while the WMS served others.',
  },
  expired: { by: delivery, meaning: 'An order waited twelve days on the queue.' },
  poison: {
    by: delivery,
    meaning: 'Ten deliveries of an order began and never ended: each ended the process.',
  },
  unmappable: {
    by: delivery,
    meaning: 'An order lacks what the WMS needs (SKU, address, a known financial status).',
  },
  malformed: { by: reading, meaning: 'A webhook signed by Shopify, or a message, is unreadable.' },
  too_large: {
    by: ['accept-webhook', 'reconcile-orders', 'replay-dead-letters'],
    meaning: 'An order is larger than a message on the queue may be.',
  },
  deleted: {
    by: ['accept-webhook', 'replay-dead-letters'],
    meaning: 'A known order was deleted in Shopify: a person decides what the WMS does.',
  },
  unknown: {
    by: ['replay-dead-letters'],
    meaning: 'SQS itself moved a message to the dead letters: no delivery of it came to an end.',
  },
};

const secondsOfDay = 86_400;

const gauge = {
  missing: 'changes nothing',
  because: 'without watch-bridge nobody knows; its silence pages by itself',
} as const satisfies Pick<Watched, 'missing' | 'because'>;

export const letterRows = (parts: WatchedParts): AlarmRow[] => [
  ...Object.entries(parkedClasses).map((entry) => parkedRow(parts, ...entry)),
  {
    key: 'dead-letters',
    goesTo: 'ticket',
    meaning: 'Dead letters lie there, and nobody has replayed or discarded them.',
    notices: 'Their orders are not sent to the warehouse.',
    seen: {
      metric: parts.measure('watch-bridge', names.lettersWaiting, { statistic: 'Maximum' }),
      is: 'above',
      threshold: 0,
      ...gauge,
    },
  },
  {
    key: 'dead-letter-old',
    goesTo: 'page',
    meaning: `The oldest dead letter is older than ${parts.settings.alarms.letterDaysMax} days; SQS deletes it after 14.`,
    notices: 'Its order has been missing for days, and soon nothing of it is left to replay.',
    seen: {
      metric: parts.measure('watch-bridge', names.oldestLetterAge, { statistic: 'Maximum' }),
      is: 'above',
      threshold: parts.settings.alarms.letterDaysMax * secondsOfDay,
      ...gauge,
    },
  },
];

/** By class, so that a new kind of trouble pages while another one still goes on. */
const parkedRow = (
  { settings: { alarms }, measure }: WatchedParts,
  letterClass: string,
  { by: [first, ...others], meaning }: Parked,
): AlarmRow => {
  const parked = (service: Service) =>
    measure(service, names.ordersParked, { statistic: 'Sum', by: ['class', letterClass] });
  return {
    key: `parked-${letterClass.replace('_', '-')}`,
    goesTo: 'page',
    meaning: `${meaning} It is parked as a dead letter.`,
    notices: 'This order is not sent to the warehouse until somebody acts; all others are.',
    seen: {
      metric: sumOf([parked(first), ...others.map(parked)]),
      is: 'above',
      threshold: 0,
      // A page that resolves itself within a minute wakes nobody; and a hundred letters are one page.
      of: alarms.parkedMinutes,
      times: 1,
      missing: 'is well',
      because: 'what is not parked is not counted',
    },
  };
};
