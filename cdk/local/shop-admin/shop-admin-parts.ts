/**
 * What the simulated Admin API is made of, and how it is set up.
 */
import type { GraphQLSchema } from 'graphql';
import { type AdminClient, makeAdminTokens, tokenSecondsDefault } from './access-tokens.ts';
import { makeAdminFaults } from './admin-faults.ts';
import { adminApiVersion, readAdminSchema } from './admin-schema.ts';
import { type BulkOperations, makeBulkOperations } from './bulk-operations.ts';
import { type BucketSize, makeCostBucket, standardBucket } from './cost-bucket.ts';
import { makeMutations } from './mutation-fields.ts';
import { makeOrderIndex } from './order-index.ts';
import { findOrders } from './orders-query.ts';
import { makeQueries } from './query-fields.ts';
import { makeRequestLog } from './request-log.ts';
import { makeRunQuery } from './run-query.ts';
import { makeWebhookRegistry } from './webhook-registry.ts';

const bulkSecondsDefault = 1;
const scopesDefault = ['read_orders', 'read_all_orders', 'read_products'];

export type SimulatedShopAdminSettings = {
  /** 0 takes any free port. */
  readonly port: number;
  /** The app whose credentials are good. */
  readonly client: AdminClient;
  /** `*.myshopify.com` @default 'demo.myshopify.com' */
  readonly shop?: string;
  /** What the app has been granted. @default - all that the bridge wants */
  readonly scopes?: readonly string[];
  /** Milliseconds since 1970. @default - the clock of this machine */
  readonly now?: () => number;
  /** How long a token is good. @default - a day less a second, as Shopify's are */
  readonly tokenSeconds?: number;
  /** @default - of a shop on the plan Standard: 2,000 points, 100 per second */
  readonly bucket?: BucketSize;
  /** How long a bulk operation takes at least. @default 1 */
  readonly bulkSeconds?: number;
  /** In which the app's webhooks are written. @default - that of this API */
  readonly webhookApiVersion?: string;
};

/** Changed at run time. */
export type Switches = {
  scopes: readonly string[];
  bulkSeconds: number;
  webhookApiVersion: string;
};

const makeState = (settings: SimulatedShopAdminSettings) => {
  const { now = Date.now, client, tokenSeconds: seconds = tokenSecondsDefault } = settings;
  const switches: Switches = {
    scopes: settings.scopes ?? scopesDefault,
    bulkSeconds: settings.bulkSeconds ?? bulkSecondsDefault,
    webhookApiVersion: settings.webhookApiVersion ?? adminApiVersion,
  };
  return {
    now,
    switches,
    shop: settings.shop ?? 'demo.myshopify.com',
    index: makeOrderIndex(now),
    webhooks: makeWebhookRegistry(now),
    faults: makeAdminFaults(now),
    bucket: makeCostBucket(settings.bucket ?? standardBucket, now),
    log: makeRequestLog(),
    tokens: makeAdminTokens({ client, seconds, now, scopes: () => switches.scopes }),
    /** Known once the server listens. */
    place: { url: '' },
    stop: new AbortController(),
  };
};
export type AdminState = ReturnType<typeof makeState>;

const bulkSubject = { at: 'graphql', fields: ['bulkOperationRunQuery'], orderIds: [] } as const;

const makeBulk = (state: AdminState, schema: GraphQLSchema): BulkOperations => {
  const { now, index, faults, switches, stop } = state;
  return makeBulkOperations({
    schema,
    run: makeRunQuery(schema, () => makeQueries(state)),
    find: (args, granted) => findOrders(index, args, granted, now()),
    fault: () => faults.takeWithin('bulk', bulkSubject)[0] ?? null,
    seconds: () => switches.bulkSeconds,
    now,
    stop: stop.signal,
  });
};

export const makeShopAdminParts = (settings: SimulatedShopAdminSettings) => {
  const schema = readAdminSchema();
  const state = makeState(settings);
  const bulk = makeBulk(state, schema);
  const run = makeRunQuery(schema, () => ({
    ...makeQueries(state, bulk),
    ...makeMutations(state, bulk),
  }));
  return { ...state, schema, bulk, run };
};
export type ShopAdminParts = ReturnType<typeof makeShopAdminParts>;
