/** A plain client of Shopify's Admin API, beside a simulated one with a clock that stands still. */
import { afterEach } from 'vitest';
import * as z from 'zod';
import type { SimulatedShopAdminSettings } from '../../cdk/local/shop-admin/shop-admin-parts.ts';
import {
  type SimulatedShopAdmin,
  startSimulatedShopAdmin,
} from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import type { WebhookOrder } from '../../cdk/local/shop-admin/webhook-order.ts';

export const adminClient = { clientId: 'bridge', clientSecret: 'correct-horse-battery' };
export const startOfTime = '2026-11-22T10:00:00Z';
export const orderId = '820982911946154508';

/** A paid order of one line, as a webhook tells it. */
export const webhookOrder = (given: Readonly<Record<string, unknown>> = {}): WebhookOrder => ({
  id: orderId,
  updated_at: '2026-11-22T04:59:00-05:00',
  ...{ name: '#1001', order_number: 1_001, created_at: '2026-11-22T04:58:00-05:00' },
  ...{ cancelled_at: null, financial_status: 'paid', fulfillment_status: null, test: false },
  ...{ note: null, tags: '', currency: 'CAD', fulfillments: [], shipping_lines: [] },
  line_items: [
    {
      ...{ id: '466157049', sku: 'IPOD-342-N', title: 'Nano', quantity: 2, current_quantity: 2 },
      ...{ requires_shipping: true, variant_id: '39072856', product_id: '632910392' },
    },
  ],
  ...given,
});

/** Orders `1` to `count`, each changed a second after the one before it. */
export const manyOrders = (count: number): readonly WebhookOrder[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.parse('2026-11-22T09:00:00Z') + index * 1_000).toISOString();
    return webhookOrder({ id: String(index + 1), created_at: at, updated_at: at });
  });

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.looseObject({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  extensions: z
    .object({
      cost: z.object({
        requestedQueryCost: z.number(),
        actualQueryCost: z.number().nullable(),
        throttleStatus: z.object({
          maximumAvailable: z.number(),
          currentlyAvailable: z.number(),
          restoreRate: z.number(),
        }),
      }),
    })
    .optional(),
});
export type GraphqlAnswer = z.output<typeof answerSchema>;

export const askToken = (
  { url }: SimulatedShopAdmin,
  given: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${url}/oauth/access_token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: adminClient.clientId,
      client_secret: adminClient.clientSecret,
      ...given,
    }),
  });

const tokenSchema = z.object({
  access_token: z.string(),
  scope: z.string(),
  expires_in: z.number(),
});

/** A token for the app's own credentials. */
export const giveToken = async (admin: SimulatedShopAdmin): Promise<z.output<typeof tokenSchema>> =>
  tokenSchema.parse(await (await askToken(admin)).json());

export const post = (
  { url }: SimulatedShopAdmin,
  token: string,
  body: unknown,
): Promise<Response> =>
  fetch(`${url}/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': token },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export const startAdmin = async (given: Partial<SimulatedShopAdminSettings> = {}) => {
  const clock = { millis: Date.parse(startOfTime) };
  const admin = await startSimulatedShopAdmin({
    ...{ port: 0, client: adminClient, bulkSeconds: 0, now: () => clock.millis },
    ...given,
  });
  open.push(admin);
  const token = admin.issueToken();
  const ask = async (query: string, variables: object = {}): Promise<GraphqlAnswer> => {
    const response = await post(admin, token, { query, variables });
    return answerSchema.parse(await response.json());
  };
  return {
    ...{ admin, token, ask },
    /** Lets time go by. */
    pass: (seconds: number): void => {
      clock.millis += seconds * 1_000;
    },
  };
};

/** Ids of the orders that a search gives, in its order. */
export const idsOf = ({ data }: GraphqlAnswer): readonly string[] => {
  const shape = z.object({ orders: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  return shape.parse(data).orders.nodes.map(({ id }) => id.replace('gid://shopify/Order/', ''));
};
