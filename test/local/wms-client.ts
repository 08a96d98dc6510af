/** A plain client of the WMS contract, and an order that the contract accepts. */
import { afterEach } from 'vitest';
import type { WmsOrder } from '../../cdk/local/wms/order-contract.ts';
import {
  type SimulatedWms,
  type SimulatedWmsSettings,
  startSimulatedWms,
} from '../../cdk/local/wms/simulated-wms.ts';

export const wmsClient = { clientId: 'bridge', clientSecret: 'correct-horse-battery' };

/** An open order of one line, of the version 10:00:00. */
export const wmsOrder = (given: Partial<WmsOrder> = {}): WmsOrder =>
  ({
    order_id: '820982911946154508',
    name: '#1001',
    shop: 'demo.myshopify.com',
    version: '2026-11-22T10:00:00Z',
    status: 'open',
    test: false,
    lines: [{ line_id: '466157049', sku: 'IPOD-342-N', quantity: 2, fulfilled: 0, title: 'Nano' }],
    ship_to: {
      name: 'Wilhelmina Quagmire',
      company: null,
      address1: '17 Thistledown Crescent',
      address2: null,
      city: 'Ottawa',
      province: 'Ontario',
      postal_code: 'K1A 0B1',
      country_code: 'CA',
      phone: null,
    },
    shipping_method: 'Express',
    note: null,
    ...given,
  }) as WmsOrder;

export type Heard = {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
};

export const hear = async (response: Response): Promise<Heard> => {
  const text = await response.text();
  const type = response.headers.get('content-type');
  const body = text.startsWith('{') ? JSON.parse(text) : { text };
  return { status: response.status, type, headers: response.headers, body };
};

export const askToken = async (wms: SimulatedWms, given = wmsClient): Promise<Heard> =>
  hear(
    await fetch(`${wms.url}/oauth/token`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${given.clientId}:${given.clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    }),
  );

export type PutGiven = {
  readonly orderId?: string;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A client with a token. `put` takes the body as an object, or as text that is sent as it is. */
export const makeClient = async (wms: SimulatedWms) => {
  const { body } = await askToken(wms);
  const authorization = `Bearer ${body.access_token}`;

  const put = async (order: object | string, given: PutGiven = {}): Promise<Heard> => {
    const text = typeof order === 'string' ? order : JSON.stringify(order);
    const { orderId = '820982911946154508', key = `v1:${text.length}:${text}`.slice(0, 255) } =
      given;
    const response = await fetch(`${wms.url}/orders/${orderId}`, {
      method: 'PUT',
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
      headers: {
        Authorization: authorization,
        'Content-Type': 'application/json',
        ...(key === null ? {} : { 'Idempotency-Key': key }),
        ...given.headers,
      },
      body: text,
    });
    return hear(response);
  };

  const get = async (path: string): Promise<Heard> =>
    hear(await fetch(`${wms.url}${path}`, { headers: { Authorization: authorization } }));

  const ask = async (method: string, path: string, body?: object): Promise<Heard> =>
    hear(
      await fetch(`${wms.url}${path}`, {
        method,
        headers: { Authorization: authorization, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );

  return { put, get, ask };
};

/** Starts simulated WMSs that end with the test. */
export const useWms = () => {
  const open: SimulatedWms[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((wms) => wms.close()));
  });
  return async (given: Partial<SimulatedWmsSettings> = {}) => {
    const wms = await startSimulatedWms({ port: 0, clients: wmsClient, ...given });
    open.push(wms);
    return { wms, client: await makeClient(wms) };
  };
};
