/**
 * Orders that no shop has, for somebody else's WMS: marked as a test, with made-up people.
 *
 * Their ids have 19 digits and begin with 919 (or what was asked for): Shopify's count has not come
 * near, and they still fit 64 bits with a sign. The rest is the clock, in tenths of a second, and a
 * serial number in steps that rounding to a double leaves alone: a WMS that rounds breaks one clause
 * and not all.
 */
const serialDigits = 5;
/** Doubles of 19 digits are 1024 apart. */
const idStep = 2_048n;
const ordersMax = 48;
const millisPerTick = 100;
const versionBase = Date.parse('2026-01-01T00:00:00Z');

export type TestLine = {
  readonly line_id: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly fulfilled: number;
  readonly title: string;
};

export type TestOrder = {
  readonly order_id: string;
  readonly name: string;
  readonly shop: string;
  readonly version: string;
  readonly status: 'open' | 'cancelled';
  readonly test: true;
  readonly lines: readonly TestLine[];
  readonly ship_to: Readonly<Record<string, string | null>> | null;
  readonly shipping_method: string | null;
  readonly note: string | null;
};

export type TestOrderSettings = {
  /** The digits that all ids begin with. */
  readonly prefix: string;
  readonly shop: string;
  readonly sku: string;
  /** Milliseconds since the epoch: what tells this run's orders from those of others. */
  readonly startedAt: number;
};

/** The version of an order so many seconds after its first: `version(2)` is newer than `version(1)`. */
export const version = (second: number): string =>
  new Date(versionBase + second * 1_000).toISOString().replace('.000Z', 'Z');

const address = {
  name: 'Wilhelmina Quagmire',
  company: null,
  address1: '17 Thistledown Crescent',
  address2: null,
  city: 'Ottawa',
  province: 'Ontario',
  postal_code: 'K1A 0B1',
  country_code: 'CA',
  phone: null,
};

export type TestOrders = {
  /** A new order; `given` goes over its fields. */
  readonly next: (given?: Partial<TestOrder>) => TestOrder;
  readonly line: (index: number, sku?: string | null) => TestLine;
  /** What all ids of this run begin with. */
  readonly idsBegin: string;
};

/** The id that a double cannot tell from this one of ours. */
export const neighbourOf = ({ order_id }: TestOrder): string => String(BigInt(order_id) + 1n);

const makeIds = (idsBegin: string) => {
  const first = BigInt(idsBegin) * 10n ** BigInt(serialDigits);
  const aligned = first + idStep - (first % idStep);
  return (index: number): string => String(aligned + BigInt(index) * idStep);
};

export const makeTestOrders = ({ prefix, shop, sku, startedAt }: TestOrderSettings): TestOrders => {
  const idsBegin = `${prefix}${Math.floor(startedAt / millisPerTick)}`;
  const idOf = makeIds(idsBegin);
  let made = 0;

  const line = (index: number, given: string | null = sku): TestLine => ({
    ...{ line_id: `${idsBegin}${String(index).padStart(serialDigits, '0')}`, sku: given },
    ...{ quantity: 2, fulfilled: 0, title: 'A thing that is not to be picked' },
  });

  const next = (given: Partial<TestOrder> = {}): TestOrder => {
    if (made >= ordersMax) throw new Error(`a run has at most ${ordersMax} orders`);
    made += 1;
    return {
      ...{ order_id: idOf(made - 1), name: `#TEST-${made}`, shop, version: version(1) },
      ...{ status: 'open', test: true, lines: [line(1)], ship_to: address },
      ...{ shipping_method: 'Express', note: null },
      ...given,
    };
  };

  return { next, line, idsBegin };
};
