/** docs/wms-openapi.yaml and the simulated WMS say the same. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clauses } from '../../cdk/wms-conformance/clauses.ts';
import { askToken, type Heard, useWms, wmsOrder } from './wms-client.ts';

const start = useWms();
const document = parse(
  readFileSync(new URL('../../docs/wms-openapi.yaml', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'wms');

/** Validates against a place in the document, given as keys. */
const conforms = (place: readonly string[], value: unknown): unknown => {
  const pointer = place.map((key) =>
    encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const validate = ajv.getSchema(`wms#/${pointer.join('/')}`);
  if (validate === undefined) throw new Error(`no schema at ${place.join(' ')}`);
  return validate(value) === true ? true : validate.errors;
};

const putOrder = ['paths', '/orders/{order_id}', 'put'];

/** Where the document describes an answer, following the references to shared responses. */
const answerPlace = (operation: readonly string[], heard: Heard): readonly string[] => {
  const at = [...operation, 'responses', String(heard.status)];
  const found = at.reduce((value, key) => value?.[key], document);
  if (found === undefined) throw new Error(`status ${heard.status} is not in the document`);
  const base = typeof found.$ref === 'string' ? found.$ref.slice(2).split('/') : at;
  return [...base, 'content', heard.type ?? 'none', 'schema'];
};

const orderSchema = [...putOrder, 'requestBody', 'content', 'application/json', 'schema'];
const open = wmsOrder();
const cancelled = wmsOrder({ status: 'cancelled', ship_to: null });
const [line] = open.lines;
const at = (field: string, value: unknown) => ({ ...open, [field]: value });
const inLine = (field: string, value: unknown) => at('lines', [{ ...line, [field]: value }]);
const inAddress = (field: string, value: unknown) =>
  at('ship_to', { ...open.ship_to, [field]: value });
const { note: _note, ...withoutNote } = open;

const bodies: readonly [name: string, body: object, taken: boolean][] = [
  ['an open order', open, true],
  ['an open order without lines', at('lines', []), true],
  ['a version with milliseconds', at('version', '2026-11-22T10:00:00.123Z'), true],
  ['null in all that may be null', inAddress('province', null), true],
  ['an address with a company', inAddress('company', 'Quagmire & Daughters'), true],
  ['a line without title', inLine('title', null), true],
  ['a cancelled order without address', cancelled, true],
  ['a cancelled order with address', { ...cancelled, ship_to: open.ship_to }, true],
  ['a cancelled line without sku', { ...inLine('sku', null), status: 'cancelled' }, true],
  ['an open line without sku', inLine('sku', null), false],
  ['an open line with an empty sku', inLine('sku', ''), false],
  ['an open order without address', at('ship_to', null), false],
  ['an address without street', inAddress('address1', null), false],
  ['an address without country', inAddress('country_code', null), false],
  ['a country in words', inAddress('country_code', 'Canada'), false],
  ['an address with coordinates', inAddress('latitude', 45.4), false],
  ['an id as a number', at('order_id', 820982911946), false],
  ['a line id as a number', inLine('line_id', 466157049), false],
  ['a version with an offset', at('version', '2026-11-22T05:00:00-05:00'), false],
  ['an unknown status', at('status', 'held'), false],
  ['a quantity of nothing', inLine('quantity', 0), false],
  ['half a piece', inLine('quantity', 0.5), false],
  ['less than nothing fulfilled', inLine('fulfilled', -1), false],
  ['a missing field', withoutNote, false],
  ['a test flag in words', at('test', 'yes'), false],
  ['a billing address', at('billing_address', open.ship_to), false],
  ['an email', at('email', 'wilhelmina@example.com'), false],
  ['no object', [], false],
];

describe('an order', () => {
  it.each(bodies)('%s is taken or refused as the document says', async (_name, body, taken) => {
    const { client } = await start();

    const { status } = await client.put(body);

    expect({ document: conforms(orderSchema, body) === true, wms: status === 201 }).toEqual({
      document: taken,
      wms: taken,
    });
    expect([201, 422]).toContain(status);
  });

  it('may not have more pieces fulfilled than ordered', async () => {
    const { client } = await start();

    const { status, body } = await client.put(inLine('fulfilled', 3));

    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: '/lines/0/fulfilled', detail: 'more than the quantity' }],
    ]);
  });

  it('is the one that the path names', async () => {
    const { client } = await start();

    expect((await client.put(open, { orderId: '1' })).body.errors).toEqual([
      { pointer: '/order_id', detail: 'another order than the path names' },
    ]);
  });
});

describe('the answers', () => {
  it('are in the document with status, type and shape', async () => {
    const { wms, client } = await start();
    const newer = wmsOrder({ version: '2026-11-22T11:00:00Z' });
    const answers = [
      await client.put(open, { key: 'a' }),
      await client.put(newer, { key: 'b' }),
      await client.put(wmsOrder({ note: 'late' }), { key: 'c' }),
      await client.put({ ...open, lines: 'none' }),
      await client.put(newer, { key: 'a' }),
      await client.put(open, { key: null }),
      await client.put('{', {}),
      await client.put(open, { headers: { Authorization: 'Bearer none' } }),
      await client.put(open, { headers: { 'Content-Type': 'text/plain' } }),
      await client.put(wmsOrder({ note: 'x'.repeat(1_000_001) })),
    ];
    for (const status of [403, 429, 500, 503]) {
      wms.faults.set([{ kind: 'status', status, retryAfter: 1 }]);
      answers.push(await client.put(open));
    }

    expect(answers.map(({ status }) => status)).toEqual([
      201, 200, 409, 422, 422, 400, 400, 401, 415, 413, 403, 429, 500, 503,
    ]);
    expect(answers.map((heard) => conforms(answerPlace(putOrder, heard), heard.body))).toEqual(
      answers.map(() => true),
    );
  });

  it('of the list are in the document too', async () => {
    const { client } = await start();
    await client.put(open);
    const listOrders = ['paths', '/orders', 'get'];
    const answers = [
      await client.get('/orders?updated_since=2026-11-22T00:00:00Z'),
      await client.get('/orders'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(answers.map((heard) => conforms(answerPlace(listOrders, heard), heard.body))).toEqual([
      true,
      true,
    ]);
  });

  it('of the list with content are the orders themselves', async () => {
    const { client } = await start();
    await client.put(open);

    const heard = await client.get('/orders?updated_since=2026-11-22T00:00:00Z&content=true');

    expect(conforms(answerPlace(['paths', '/orders', 'get'], heard), heard.body)).toBe(true);
    expect(heard.body.orders).toMatchObject([{ order: open }]);
  });

  it('of the token and key endpoints are in the document too', async () => {
    const { wms, client } = await start();
    const token = ['paths', '/oauth/token', 'post'];
    const [list, put, del] = [
      ['paths', '/keys', 'get'],
      ...['put', 'delete'].map((method) => ['paths', '/keys/{key_id}', method]),
    ] as [string[], string[], string[]];
    const made = await client.ask('PUT', '/keys/a', { kind: 'api_key' });
    const answers: [operation: string[], heard: Heard][] = [
      [token, await askToken(wms)],
      [token, await askToken(wms, { clientId: 'bridge', clientSecret: 'wrong' })],
      [list, await client.ask('GET', '/keys')],
      [put, made],
      [put, await client.ask('PUT', '/keys/a', { kind: 'client_secret' })],
      [put, await client.ask('PUT', '/keys/a', { kind: 'password' })],
      [put, await client.ask('PUT', '/keys/initial-1', { kind: 'api_key' })],
      [del, await client.ask('DELETE', '/keys/initial-1')],
      [del, await client.ask('DELETE', '/keys/never-made')],
    ];

    expect(answers.map(([, { status }]) => status)).toEqual([
      200, 401, 200, 201, 200, 400, 409, 409, 404,
    ]);
    expect(
      answers.map(([operation, heard]) => conforms(answerPlace(operation, heard), heard.body)),
    ).toEqual(answers.map(() => true));
  });

  it('are refused by the document if they say something else', () => {
    const accepted = ['components', 'schemas', 'Accepted'];
    const newer = ['components', 'schemas', 'NewerVersionProblem'];
    const problem = { type: 'about:blank', title: 'Conflict', status: 409 };

    expect([
      conforms(accepted, { id: 'WMS-000001' }) === true,
      conforms(newer, problem) === true,
      conforms(newer, { ...problem, current_version: '2026-11-22T10:00:00Z' }) === true,
    ]).toEqual([false, false, true]);
  });
});

describe('the document', () => {
  it('shows examples that keep to it', () => {
    const { examples } = putOrder.reduce((value, key) => value[key], document).requestBody.content[
      'application/json'
    ];
    const values = Object.values(examples as Record<string, { value: unknown }>);

    expect(values.map(({ value }) => conforms(orderSchema, value))).toEqual([true, true]);
  });

  it('has the clauses that wms-conformance checks, each at an operation', () => {
    const operations = Object.values(document.paths as Record<string, Record<string, object>>)
      .flatMap((path) => Object.values(path))
      .flatMap((operation) => ('x-clauses' in operation ? operation['x-clauses'] : []));

    expect(document['x-clauses']).toEqual(clauses);
    expect(operations.sort()).toEqual(Object.keys(clauses).sort());
  });

  it('has a description of every schema that a WMS team must fill', () => {
    const schemas = Object.entries(document.components.schemas as Record<string, object>);
    const bare = schemas.filter(
      ([, schema]) => !('description' in schema) && 'properties' in schema,
    );

    expect(bare.map(([name]) => name)).toEqual([]);
  });
});
