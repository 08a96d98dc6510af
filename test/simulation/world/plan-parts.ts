/**
 * What is scheduled to go wrong, each part with a stable name by which it can be left out: outages, a
 * service that is away, credentials that change, orders that trouble the WMS or the bridge, deploys, and
 * what the operator does.
 */
import type { ParkClass } from '../../../lib/order/order-record.ts';
import type { Draw } from '../contracts.ts';
import { between, choose, happens } from '../engine/draw.ts';
import { logarithmic } from './chance.ts';
import type { Shape } from './plan-traffic.ts';

export const outageKinds = [
  'refuse',
  'hang',
  'status-500',
  'status-503',
  'status-503-retry-after',
  'throttle',
  'throttle-retry-after',
  'garbage',
  'token-refuse',
  'token-status-503',
] as const;
export type OutageKind = (typeof outageKinds)[number];

export const services = ['dynamodb', 'sqs', 'secrets'] as const;
export type Service = (typeof services)[number];

export const troubles = [
  'rejected',
  'forbidden',
  /** 409, and not because there is a newer version. */
  'conflict',
  'poison',
  'poison-hang',
  'killer',
] as const;
export type Trouble = (typeof troubles)[number];

export const shopifyTroubles = [
  'refuse',
  'hang',
  'status-500',
  'status-429',
  'throttled',
  'partial',
  'garbage',
  'malformed',
  'stale',
  'unauthorized',
] as const;
export const shopifyDocuments = ['all', 'ChangedOrders', 'WholeOrder'] as const;
export type ShopifyDocument = (typeof shopifyDocuments)[number];
export type ShopifyTrouble = (typeof shopifyTroubles)[number];

/** `from` and `until` in milliseconds since the run's beginning; equal for what happens at one moment. */
export type PlanPart = {
  readonly name: string;
  readonly from: number;
  readonly until: number;
} & (
  | { readonly kind: 'outage'; readonly how: OutageKind; readonly retryAfterSeconds: number }
  | { readonly kind: 'away'; readonly service: Service }
  /** So large a share of requests is answered 5xx. */
  | { readonly kind: 'brown-out'; readonly share: number }
  | { readonly kind: 'slow'; readonly millis: number }
  /**
   * The WMS knows the new credentials from `from` on; the old ones are good until `oldUntil`, their
   * tokens too. The secret holds the new ones from `secretAt` on.
   */
  | { readonly kind: 'rotation'; readonly secretAt: number; readonly oldUntil: number }
  /** The secret holds what the WMS does not know; tokens that are out end. */
  | { readonly kind: 'wrong-secret' }
  /** The WMS answers 403 to everything; a human closes the circuit afterwards. */
  | { readonly kind: 'forbidden-all' }
  /** Of one order, by its name: until somebody mends it, or for ever. */
  | {
      readonly kind: 'order';
      readonly trouble: Trouble;
      readonly order: string;
      readonly mended: boolean;
    }
  /**
   * The next release, whose messages have a newer schema, accepts from `from` until `rolledBackAt`, and
   * both accepts and delivers from `until` on. In between only the old one runs.
   */
  | { readonly kind: 'deploy'; readonly rolledBackAt: number }
  /** Of one class of letters, or of all. */
  | { readonly kind: 'replay'; readonly class?: ParkClass }
  /** By hand, with an end time or until it is closed by hand. */
  | { readonly kind: 'hold'; readonly ends: 'by-hand' | 'by-time' }
  /** Everything of ours is down: nothing runs, and whoever knocks hears 503, or nothing. */
  | { readonly kind: 'down'; readonly hears: 'refusal' | 'nothing' }
  /** Shopify has dropped the subscriptions: of what changes then it sends nothing, ever. */
  | { readonly kind: 'unsubscribed' }
  /** The Admin API fails: in all that it is asked, or in one document alone. */
  | {
      readonly kind: 'shopify-away';
      readonly fails: ShopifyTrouble;
      readonly document: ShopifyDocument;
    }
);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const drawParts = (draw: Draw, shape: Shape): readonly PlanPart[] => [
  ...drawOutages(draw, shape),
  ...drawServices(draw, shape),
  ...drawWeather(draw, shape),
  ...drawCredentials(draw, shape),
  ...drawTroubles(draw, shape),
  ...drawOperations(draw, shape),
];

const startIn = (draw: Draw, name: string, { windowMillis }: Shape): number =>
  Math.floor(draw(`${name}/from`) * (windowMillis + 10 * second));

const drawOutages = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const count = choose(draw, 'outages', [0, 0, 1, 1, 1, 1, 2]);
  return Array.from({ length: count }, (_, index) => {
    const name = `outage/${index + 1}`;
    const how = choose(draw, `${name}/how`, outageKinds);
    const from = startIn(draw, name, shape);
    const until = from + outageMillis(draw, name, shape, how);
    const retryAfterSeconds = between(draw, `${name}/retry-after`, 1, 60);
    return { kind: 'outage', name, from, until, how, retryAfterSeconds };
  });
};

/** Days only where few orders wait: each of their tries is an event. */
const outageMillis = (draw: Draw, name: string, shape: Shape, how: OutageKind): number => {
  if (how === 'garbage') return logarithmic(draw, name, second, 4 * minute);
  if (how.startsWith('throttle')) return logarithmic(draw, name, second, 15 * minute);
  if (shape.name === 'trickle') {
    return happens(draw, `${name}/past-twelve-days`, 0.45)
      ? between(draw, name, 12.2 * day, 13 * day)
      : logarithmic(draw, name, hour, 12 * day);
  }
  return shape.name === 'two-an-hour'
    ? logarithmic(draw, name, second, 4 * hour)
    : logarithmic(draw, name, second, 12 * minute);
};

const drawServices = (draw: Draw, shape: Shape): readonly PlanPart[] =>
  services.flatMap((service) => {
    const name = `${service}-away/1`;
    if (!happens(draw, name, 0.1)) return [];
    const from = startIn(draw, name, shape);
    return [
      {
        kind: 'away',
        name,
        service,
        from,
        until: from + logarithmic(draw, name, second, 10 * minute),
      },
    ];
  });

const drawWeather = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const parts: PlanPart[] = [];
  if (happens(draw, 'brown-out/1', 0.12)) {
    const from = startIn(draw, 'brown-out/1', shape);
    const until = from + logarithmic(draw, 'brown-out/1/millis', 10 * second, hour);
    // So few that five failed deliveries of a good order are out of the question.
    const share = 0.02 + draw('brown-out/1/share') * 0.13;
    parts.push({ kind: 'brown-out', name: 'brown-out/1', from, until, share });
  }
  if (happens(draw, 'slow/1', 0.1)) {
    const from = startIn(draw, 'slow/1', shape);
    const until = from + logarithmic(draw, 'slow/1/for', 10 * second, 20 * minute);
    const millis = between(draw, 'slow/1/millis', 300, 1_500);
    parts.push({ kind: 'slow', name: 'slow/1', from, until, millis });
  }
  return parts;
};

const drawCredentials = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const chosen = draw('credentials');
  if (chosen < 0.1) return [drawRotation(draw, shape)];
  if (chosen < 0.18) {
    const from = startIn(draw, 'wrong-secret/1', shape);
    const until = from + logarithmic(draw, 'wrong-secret/1', 10 * second, 2 * hour);
    return [{ kind: 'wrong-secret', name: 'wrong-secret/1', from, until }];
  }
  if (chosen < 0.26) {
    const from = startIn(draw, 'forbidden-all/1', shape);
    const until = from + logarithmic(draw, 'forbidden-all/1', 10 * second, hour);
    return [{ kind: 'forbidden-all', name: 'forbidden-all/1', from, until }];
  }
  return [];
};

/** The old ones refused at once or after an overlap; the secret updated before or after. */
const drawRotation = (draw: Draw, shape: Shape): PlanPart => {
  const name = 'rotation/1';
  const from = startIn(draw, name, shape) + minute;
  const overlap = draw(`${name}/overlap`) < 0.5;
  const oldUntil = overlap ? from + logarithmic(draw, `${name}/old`, minute, hour) : from;
  const before = draw(`${name}/before`) < 0.3;
  const secretAt = before
    ? from - Math.floor(draw(`${name}/secret`) * minute)
    : from + logarithmic(draw, `${name}/secret`, second, 20 * minute);
  return {
    kind: 'rotation',
    name,
    from,
    until: Math.max(oldUntil, secretAt, from),
    secretAt,
    oldUntil,
  };
};

/** What a WMS refuses can be mended there; what kills or is never answered stays as it is. */
const mendable: readonly Trouble[] = ['rejected', 'forbidden', 'conflict'];

const drawTroubles = (draw: Draw, shape: Shape): readonly PlanPart[] =>
  troubles.flatMap((trouble) => {
    const name = `${trouble}/1`;
    if (!happens(draw, name, 0.1)) return [];
    const order = `order/${between(draw, `${name}/order`, 1, shape.orders)}`;
    const mended = mendable.includes(trouble) && happens(draw, `${name}/mended`, 0.5);
    const until = startIn(draw, name, shape) + logarithmic(draw, `${name}/for`, minute, hour);
    return [{ kind: 'order', name, trouble, order, mended, from: 0, until: mended ? until : 0 }];
  });

/** Half of the replays are of one class. */
const replayable = ['rejected', 'forbidden', 'exhausted', 'unmappable'] as const;

const drawOperations = (draw: Draw, shape: Shape): readonly PlanPart[] => {
  const parts: PlanPart[] = [];
  if (happens(draw, 'deploy/1', 0.08)) {
    const from = startIn(draw, 'deploy/1', shape);
    const rolledBackAt = from + logarithmic(draw, 'deploy/1/half', second, 10 * minute);
    const until = rolledBackAt + logarithmic(draw, 'deploy/1/again', minute, hour);
    parts.push({ kind: 'deploy', name: 'deploy/1', from, until, rolledBackAt });
  }
  for (const name of ['replay/1', 'replay/2']) {
    if (!happens(draw, name, 0.12)) continue;
    const at = startIn(draw, name, shape) + Math.floor(draw(`${name}/later`) * 20 * minute);
    const parkClass = replayable[between(draw, `${name}/class`, 0, 2 * replayable.length - 1)];
    const one = parkClass === undefined ? {} : { class: parkClass };
    parts.push({ kind: 'replay', name, from: at, until: at, ...one });
  }
  if (happens(draw, 'hold/1', 0.08)) {
    const from = startIn(draw, 'hold/1', shape);
    const until = from + logarithmic(draw, 'hold/1', 10 * second, hour);
    const ends = draw('hold/1/ends') < 0.5 ? 'by-hand' : 'by-time';
    parts.push({ kind: 'hold', name: 'hold/1', from, until, ends });
  }
  return parts;
};
