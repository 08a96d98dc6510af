/** wms-conformance passes on the simulated WMS, and names the clause that a broken one breaks. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../cdk/local/wms/http.ts';
import { type ClauseId, clauseIds } from '../../cdk/wms-conformance/clauses.ts';
import { checkConformance } from '../../cdk/wms-conformance/command.ts';
import { parseCommandLine } from '../../cdk/wms-conformance/options.ts';
import { passes, type Report } from '../../cdk/wms-conformance/report.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { type Asked, type Break, type Forward, useBrokenWms } from './wms-broken.ts';
import { useWms, wmsClient } from './wms-client.ts';

const start = useWms();
const startBroken = useBrokenWms();
const { clientId, clientSecret } = wmsClient;
const login = ['--client-id', clientId, '--client-secret', clientSecret];

const check = async (
  url: string,
  flags: readonly string[] = [...login, '--with-keys'],
  now = Date.now,
) => {
  const options = parseCommandLine(['--url', url, ...flags], (text) => text);
  if (options.kind !== 'check') throw new Error(JSON.stringify(options));
  return checkConformance(options, { request: makeHttpRequest(), sleep: async () => {}, now });
};

/** The clauses with this result, in the order of the contract. */
const clausesThat = (kind: string, { checked }: Report): readonly ClauseId[] =>
  checked.filter(({ finding }) => finding.kind === kind).map(({ clause }) => clause);

const brokenBy = async (change: Break): Promise<readonly ClauseId[]> =>
  clausesThat('broken', await check((await startBroken(change)).url));

const json = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? '');
const isOrder = ({ method, path }: Asked): boolean =>
  method === 'PUT' && path.startsWith('/orders/');
const isSuccess = ({ status }: Answer): boolean => status === 200 || status === 201;

/** Changes what orders are put as. */
const putAs =
  (change: (asked: Asked) => Asked): Break =>
  (asked, forward) =>
    forward(isOrder(asked) ? change(asked) : asked);

/** Changes what is answered to an order. */
const answerOrders =
  (change: (answer: Answer, asked: Asked) => Answer): Break =>
  async (asked, forward) => {
    const answer = await forward(asked);
    return isOrder(asked) ? change(answer, asked) : answer;
  };

const withBody = (answer: Answer, body: unknown): Answer => ({
  ...answer,
  body: JSON.stringify(body),
});
const problem = (status: number): Answer => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title: 'Refused', status }),
});

let serial = 0;
const unique = (): string => {
  serial += 1;
  return String(serial);
};

/** What cannot hold where no order is taken. */
const whateverIsTaken: readonly ClauseId[] = [
  'put.creates',
  'put.repeat',
  'put.at-once',
  'key.other-body',
  'key.same-json',
  'key.whole',
  'key.late',
  'version.newer',
  'version.older',
  'version.same',
  'order.cancelled-first',
  'order.cancelled-bare',
  'order.exact-id',
  'order.unicode',
  'order.large',
  'order.empty',
  'refusal.invalid',
];

const variants: readonly [name: string, change: () => Break, broken: readonly ClauseId[]][] = [
  [
    'ignores the Idempotency-Key',
    () =>
      putAs((asked) => ({ ...asked, headers: { ...asked.headers, 'idempotency-key': unique() } })),
    ['key.other-body'],
  ],
  [
    'gives a new wms_order_id each time',
    () =>
      answerOrders((answer) =>
        isSuccess(answer) ? withBody(answer, { wms_order_id: `W-${unique()}` }) : answer,
      ),
    [
      'put.repeat',
      'put.at-once',
      'key.other-body',
      'key.same-json',
      'key.late',
      'version.newer',
      'version.same',
    ],
  ],
  [
    'says nothing of the current version',
    () =>
      answerOrders((answer) =>
        answer.status === 409
          ? withBody(answer, { ...json(answer.body), current_version: undefined })
          : answer,
      ),
    ['put.repeat', 'key.late', 'version.newer', 'version.older', 'order.cancelled-first'],
  ],
  [
    'lets everybody in',
    () => {
      const ownToken = async (forward: Forward): Promise<string> => {
        const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
        const headers = { authorization: `Basic ${basic}` };
        const body = 'grant_type=client_credentials';
        const answer = await forward({ method: 'POST', path: '/oauth/token', headers, body });
        return `Bearer ${json(answer.body)['access_token']}`;
      };
      return async (asked, forward) => {
        if (!asked.path.startsWith('/orders')) return forward(asked);
        const authorization = await ownToken(forward);
        return forward({ ...asked, headers: { ...asked.headers, authorization } });
      };
    },
    ['access.missing', 'access.wrong', 'list.page'],
  ],
  [
    'answers a success with a page of HTML',
    () =>
      answerOrders((answer) =>
        isSuccess(answer)
          ? { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Done</h1>' }
          : answer,
      ),
    ['put.success', ...whateverIsTaken],
  ],
  [
    'refuses in plain JSON',
    () =>
      answerOrders((answer) =>
        answer.status >= 400
          ? {
              ...answer,
              headers: { 'Content-Type': 'application/json' },
            }
          : answer,
      ),
    ['refusal.problem'],
  ],
  [
    'loses what is not ASCII',
    () => putAs((asked) => ({ ...asked, body: asked.body.replace(/\P{ASCII}/gu, '?') })),
    ['list.content'],
  ],
  [
    'sends elsewhere',
    () => (asked, forward) =>
      isOrder(asked) ? { status: 308, headers: { Location: `${asked.path}/` } } : forward(asked),
    [
      'access.missing',
      'access.wrong',
      'put.redirect',
      ...whateverIsTaken,
      'refusal.unreadable',
      'refusal.path',
      'refusal.unknown-field',
      'list.repeat',
      'list.content',
    ],
  ],
  [
    'takes any secret',
    () => (asked, forward) => {
      const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      return forward(
        asked.path === '/oauth/token'
          ? { ...asked, headers: { ...asked.headers, authorization } }
          : asked,
      );
    },
    ['token.refused', 'keys.renew', 'keys.own', 'keys.revoked'],
  ],
  [
    'gives a token without its type',
    () => async (asked, forward) => {
      const answer = await forward(asked);
      return asked.path === '/oauth/token' && answer.status === 200
        ? withBody(answer, { ...json(answer.body), token_type: undefined })
        : answer;
    },
    ['token.issued'],
  ],
  [
    'cuts keys short',
    () =>
      putAs((asked) => ({
        ...asked,
        headers: {
          ...asked.headers,
          'idempotency-key': (asked.headers['idempotency-key'] ?? '').slice(0, 64),
        },
      })),
    ['key.whole'],
  ],
  [
    'compares the bytes of a body',
    () => {
      const bodies = new Map<string, string>();
      return (asked, forward) => {
        if (!isOrder(asked)) return forward(asked);
        const key = asked.headers['idempotency-key'] ?? '';
        const known = bodies.get(key) ?? asked.body;
        bodies.set(key, known);
        return known === asked.body ? forward(asked) : problem(422);
      };
    },
    ['key.same-json'],
  ],
  [
    'knows no cancellation of what it has not seen',
    () => {
      const known = new Set<string>();
      return (asked, forward) => {
        if (!isOrder(asked)) return forward(asked);
        if (!known.has(asked.path) && asked.body.includes('"cancelled"')) return problem(404);
        known.add(asked.path);
        return forward(asked);
      };
    },
    ['order.cancelled-first', 'order.cancelled-bare'],
  ],
  [
    'takes orders of 10 kB at most',
    () => (asked, forward) => (asked.body.length > 10_000 ? problem(413) : forward(asked)),
    ['order.large'],
  ],
  [
    'wants at least one line',
    () => (asked, forward) =>
      asked.body.includes('"open"') && asked.body.includes('"lines":[]')
        ? problem(422)
        : forward(asked),
    ['order.empty'],
  ],
  [
    'takes the same version only once',
    () => {
      const seen = new Map<string, string>();
      return (asked, forward) => {
        if (!isOrder(asked) || !asked.body.includes('"version"')) return forward(asked);
        const version = `${asked.path} ${/"version": ?"[^"]+"/.exec(asked.body)?.[0]}`;
        const known = seen.get(version) ?? asked.headers['idempotency-key'] ?? '';
        seen.set(version, known);
        return known === asked.headers['idempotency-key'] ? forward(asked) : problem(409);
      };
    },
    ['version.same'],
  ],
  [
    'refuses a repeated request as a conflict',
    () => {
      const keys = new Set<string>();
      return (asked, forward) => {
        if (!isOrder(asked)) return forward(asked);
        const key = asked.headers['idempotency-key'] ?? '';
        if (keys.has(key)) return problem(409);
        keys.add(key);
        return forward(asked);
      };
    },
    ['put.repeat', 'put.at-once', 'key.other-body', 'key.same-json', 'key.late'],
  ],
  [
    'takes whatever it cannot read',
    () =>
      answerOrders((answer) =>
        answer.status === 400 || answer.status === 422
          ? {
              status: 200,
              headers: { 'Content-Type': 'application/json' },
              body: '{"wms_order_id":"W-0"}',
            }
          : answer,
      ),
    ['key.other-body', 'refusal.unreadable', 'refusal.invalid', 'refusal.path', 'list.complete'],
  ],
  [
    'says 429 without Retry-After',
    () => {
      let asks = 0;
      return (asked, forward) => {
        if (!isOrder(asked)) return forward(asked);
        asks += 1;
        return asks % 10 === 0 ? problem(429) : forward(asked);
      };
    },
    ['limit.retry-after'],
  ],
  [
    'lists ids as numbers',
    () => async (asked, forward) => {
      const answer = await forward(asked);
      return asked.path.startsWith('/orders?')
        ? { ...answer, body: (answer.body ?? '').replace(/"order_id":"(\d+)"/g, '"order_id":$1') }
        : answer;
    },
    ['list.page'],
  ],
  [
    'lists what changed at any time',
    () => (asked, forward) =>
      forward({ ...asked, path: asked.path.replace('updated_since=2100', 'updated_since=2020') }),
    ['list.since'],
  ],
  [
    'moves updated_at with every look',
    () => {
      let time = Date.now();
      return async (asked, forward) => {
        const answer = await forward(asked);
        if (!asked.path.startsWith('/orders?') || answer.status !== 200) return answer;
        time += 1_000;
        const updated = new Date(time).toISOString();
        const body = (answer.body ?? '').replace(
          /"updated_at":"[^"]+"/g,
          `"updated_at":"${updated}"`,
        );
        return { ...answer, body };
      };
    },
    ['list.repeat'],
  ],
  [
    'lists an old version',
    () => async (asked, forward) => {
      const answer = await forward(asked);
      return asked.path.startsWith('/orders?')
        ? { ...answer, body: (answer.body ?? '').replaceAll(':00:03Z"', ':00:01Z"') }
        : answer;
    },
    ['list.complete'],
  ],
  [
    'shows the secrets in the list of keys',
    () => async (asked, forward) => {
      const answer = await forward(asked);
      return asked.path === '/keys' && answer.status === 200
        ? withBody(answer, { ...json(answer.body), client_secret: clientSecret })
        : answer;
    },
    ['keys.list'],
  ],
  [
    'revokes nothing',
    () => (asked, forward) =>
      asked.method === 'DELETE' && asked.headers['authorization'] !== undefined
        ? { status: 204 }
        : forward(asked),
    ['keys.own', 'keys.revoked'],
  ],
  [
    'has one key at a time',
    () => {
      let newest = '';
      return async (asked, forward) => {
        const answer = await forward(asked);
        if (asked.path.startsWith('/keys/') && isSuccess(answer)) {
          newest = String(json(answer.body)['secret']);
        }
        const basic = Buffer.from((asked.headers['authorization'] ?? '').slice(6), 'base64');
        const given = basic.toString().split(':')[1];
        return asked.path === '/oauth/token' && newest !== '' && given !== newest
          ? problem(401)
          : answer;
      };
    },
    ['keys.overlap'],
  ],
  [
    'takes older versions',
    () => {
      const versions = new Map<string, string>();
      return putAs((asked) => {
        const key = asked.headers['idempotency-key'] ?? '';
        const made = new Date(Date.UTC(2026, 1, 1) + versions.size * 1_000).toISOString();
        const version = versions.get(key) ?? made;
        versions.set(key, version);
        return { ...asked, body: asked.body.replace(/("version": ?)"[^"]+"/, `$1"${version}"`) };
      });
    },
    [
      'put.repeat',
      'key.other-body',
      'key.late',
      'version.newer',
      'version.older',
      'order.cancelled-first',
      'list.complete',
      'list.content',
    ],
  ],
  [
    'rounds ids',
    () =>
      putAs((asked) => {
        const round = (text: string) =>
          text.replace(/\d{17,}/g, (id) => String(BigInt(Number(id))));
        return { ...asked, path: round(asked.path), body: round(asked.body) };
      }),
    ['order.exact-id', 'list.content'],
  ],
  [
    'takes ASCII alone',
    () => (asked, forward) => (/\P{ASCII}/u.test(asked.body) ? problem(422) : forward(asked)),
    ['order.unicode', 'list.content'],
  ],
  [
    'falls over a field that it does not know',
    () => (asked, forward) =>
      asked.body.includes('wms_conformance"') ? { status: 500 } : forward(asked),
    ['refusal.unknown-field'],
  ],
  [
    'gives the same key again',
    () => {
      const made = new Map<string, Answer>();
      return async (asked, forward) => {
        if (asked.method !== 'PUT' || !asked.path.startsWith('/keys/')) return forward(asked);
        const known = made.get(asked.path);
        if (known !== undefined) return known;
        const answer = await forward(asked);
        made.set(asked.path, answer);
        return answer;
      };
    },
    ['keys.renew', 'keys.own'],
  ],
];

describe('a WMS that is broken in one way', () => {
  it.each(variants)('%s is told so by the clause', async (_name, change, broken) => {
    const found = await brokenBy(change());

    expect([...found].sort()).toEqual([...broken].sort());
  });

  it('may be broken in any clause: each is shown not to hold', () => {
    const shown = new Set(variants.flatMap(([, , broken]) => broken));

    // Shown apart, with a clock of its own.
    expect(clauseIds.filter((clause) => !shown.has(clause))).toEqual(['put.in-time']);
  });

  it('is too slow for the bridge', async () => {
    const { wms } = await start();
    let time = Date.now();
    const slowly = () => {
      time += 2_001;
      return time;
    };

    const report = await check(wms.url, login, slowly);

    expect(clausesThat('broken', report)).toEqual(['put.in-time']);
    expect(report.checked.find(({ clause }) => clause === 'put.in-time')?.finding).toMatchObject({
      expected: 'an answer within 2 s',
      came: expect.stringMatching(/, after 2001 ms$/),
    });
  });

  it('that goes away in the middle is not asked for ever', async () => {
    let asked = 0;
    const { url } = await startBroken((each, forward) => {
      asked += 1;
      if (asked > 12) throw new Error('gone');
      return forward(each);
    });

    const report = await check(url);

    expect(clausesThat('broken', report)).toContain('version.newer');
  });
});

describe('a WMS that keeps the contract', () => {
  it('passes with OAuth, in few requests, and its own keys are as before', async () => {
    const { wms } = await start();
    const keys = wms.keys().map(({ keyId }) => keyId);

    const report = await check(wms.url);

    expect(clausesThat('not-offered', report)).toEqual(['limit.retry-after']);
    expect(clausesThat('holds', report)).toHaveLength(clauseIds.length - 1);
    expect(report.requests).toBeLessThan(80);
    expect(wms.keys().map(({ keyId }) => keyId)).toEqual(keys);
  });

  it('passes with an API key in any header', async () => {
    const { wms } = await start({ apiKeys: ['battery-staple-horse'] });
    const flags = ['--api-key', 'battery-staple-horse', '--api-key-header', 'X-Api-Key'];

    const report = await check(wms.url, [...flags, '--with-keys']);

    expect(clausesThat('not-offered', report)).toEqual([
      'token.issued',
      'token.refused',
      'limit.retry-after',
    ]);
    expect(clausesThat('holds', report)).toHaveLength(clauseIds.length - 3);
  });

  it('passes without what is optional', async () => {
    const { url } = await startBroken((asked, forward) =>
      /^\/(keys|orders\?)/.test(asked.path) ? problem(404) : forward(asked),
    );

    const report = await check(url);

    expect(passes(report)).toBe(true);
    expect(clausesThat('not-offered', report)).toEqual(
      clauseIds.filter((clause) => /^(limit|list|keys)\./.test(clause)),
    );
  });

  it('shows its limit to whoever looks for it', async () => {
    const { wms } = await start();
    wms.faults.set([{ kind: 'limit', perSecond: 60 }]);

    const report = await check(wms.url, [...login, '--probe-limit', '100']);

    expect(clausesThat('holds', report)).toContain('limit.retry-after');
  });

  it('gets test orders alone, with ids that no shop has', async () => {
    const { wms } = await start();

    await check(wms.url, [...login, '--order-prefix', '77', '--shop', 'a.myshopify.com']);

    const orders = wms.orders().map(({ current }) => current);
    expect(orders.length).toBeGreaterThan(15);
    expect(orders.filter(({ test, shop }) => !test || shop !== 'a.myshopify.com')).toEqual([]);
    expect(orders.filter(({ order_id }) => !/^77\d{16}$/.test(order_id))).toEqual([]);
  });

  it('is given no key unless somebody wants that', async () => {
    const { wms } = await start();

    const report = await check(wms.url, login);

    expect(clausesThat('not-checked', report)).toEqual(
      clauseIds.filter((clause) => clause.startsWith('keys.')),
    );
    expect(wms.requests().filter(({ path }) => path.startsWith('/keys'))).toEqual([]);
  });
});
