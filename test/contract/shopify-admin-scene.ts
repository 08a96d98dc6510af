/** The Admin API's client against a scripted server on this machine, with a clock that only sleeping moves. */
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { type AdminApiDependencies, makeAdminApi } from '../../lib/adapters/shopify-admin.ts';
import type { ReadAdminSecret } from '../../lib/adapters/shopify-token.ts';
import type { AdminSecret } from '../../lib/config/secret-values.ts';
import { type Answer, listenHttp, reply } from './wms-server.ts';

const request = makeHttpRequest();
export const shop = 'demo.myshopify.com';
export const startedAt = Date.parse('2026-11-22T10:00:00Z');
export const permanent: AdminSecret = { accessToken: 'shpat_0123456789abcdef' };
export const client: AdminSecret = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
export const secretOf =
  (secret: AdminSecret): ReadAdminSecret =>
  async () => ({ kind: 'secret', secret });

type Response = Parameters<Answer>[1];

/** One document as the server got it. */
export type Asked = {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string;
};

export type Script = (asked: Asked, response: Response, count: number) => void;

export type Given = Partial<
  Pick<AdminApiDependencies, 'readSecret' | 'request' | 'until' | 'adminUrl'>
> & {
  /** Of token requests. @default - tokens are given by number */
  readonly token?: Answer;
};

const operationName = /^(?:query|mutation) (\w+)/;

export const startAdmin = async (script: Script, { token, ...given }: Given = {}) => {
  const asked: Asked[] = [];
  let tokens = 0;
  const server = await listenHttp((received, response) => {
    if (received.path.endsWith('/oauth/access_token')) {
      tokens += 1;
      if (token) return token(received, response, tokens);
      return reply(response, 200, { access_token: `shpca_${tokens}`, expires_in: 86_399 });
    }
    const { query, variables } = JSON.parse(received.body);
    const name = operationName.exec(query)?.[1] ?? '';
    const header = received.headers['x-shopify-access-token'];
    const one = { name, variables, token: String(header) };
    asked.push(one);
    script(one, response, asked.length);
  });
  const clock = { now: startedAt, slept: [] as number[] };
  const api = makeAdminApi({
    shop,
    adminUrl: `${server.url}/admin`,
    readSecret: secretOf(permanent),
    request,
    now: () => clock.now,
    sleep: async (millis) => {
      clock.now += millis;
      clock.slept.push(millis);
    },
    release: '1.2.3',
    ...given,
  });
  return { ...server, api, asked, clock, tokensGiven: () => tokens };
};

/** An answer as Shopify gives it, with the state of the bucket where a test is about that. */
export const tell = (response: Response, data: unknown, cost?: Cost): void =>
  reply(response, 200, { data, ...(cost ? { extensions: { cost: costOf(cost) } } : {}) });

export const throttle = (response: Response, cost: Cost): void =>
  reply(response, 200, {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost: costOf(cost) },
  });

export type Cost = {
  readonly requested: number;
  readonly available: number;
  readonly maximum?: number;
  readonly restored?: number;
};

const costOf = ({ requested, available, maximum = 2_000, restored = 100 }: Cost) => ({
  requestedQueryCost: requested,
  actualQueryCost: requested,
  throttleStatus: {
    maximumAvailable: maximum,
    currentlyAvailable: available,
    restoreRate: restored,
  },
});

export const noOrders = {
  orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
};
export const window = { from: '2026-11-22T09:00:00Z', until: '2026-11-22T09:58:00Z' };
