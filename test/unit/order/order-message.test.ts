import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlationIdOf,
  encodeMessage,
  groupIdOf,
  type OrderMessage,
  parseMessage,
  toAsciiJson,
} from '../../../lib/order/order-message.ts';
import { anyText } from '../../builders/any-text.ts';
import { normalOrder, orderAddress } from '../../builders/normal-order.ts';
import { orderMessage } from '../../builders/order-message.ts';

const withNote = (note: string): OrderMessage => orderMessage({ order: { note } });
/** The message's JSON with one place of it replaced, or removed where the value is undefined. */
const broken = (path: string, value: unknown): string => {
  const message = JSON.parse(encodeMessage(orderMessage()));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((inner, key) => inner[key], message);
  parent[last] = value;
  return JSON.stringify(message);
};

/** What SQS takes without altering it, restricted to one line of printable ASCII. */
const plainLine = /^[\x20-\x7e]*$/;

describe('a message', () => {
  it('has this text on the queue', () => {
    const order = {
      shipTo: orderAddress({ city: 'Zürich', countryCode: 'CH' }),
      note: 'Ring\u0000 "twice" \u007f\ufffe\ud800 😀',
    };

    expect(encodeMessage(orderMessage({ order }))).toBe(
      [
        '{"specversion":"1.0","id":"5f1e4c0a7b2d","source":"https://demo.myshopify.com",',
        '"type":"shopify.order.version","subject":"820982911946154508",',
        '"time":"2026-11-22T10:00:02.000Z","datacontenttype":"application/json",',
        '"schemaversion":1,',
        '"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",',
        '"data":{"order":{"shop":"demo.myshopify.com","orderId":"820982911946154508",',
        '"name":"#1001","version":"2026-11-22T10:00:00Z","financialStatus":"paid",',
        '"cancelled":false,"test":false,"lines":[{"lineId":"466157049","sku":"IPOD-342-N",',
        '"variantId":"808950810","title":"Nano","quantity":2,"fulfilled":0}],',
        '"shipTo":{"name":"Wilhelmina Quagmire","company":null,',
        '"address1":"17 Thistledown Crescent","address2":null,"city":"Z\\u00fcrich",',
        '"province":"Ontario","postalCode":"K1A 0B1","countryCode":"CH","phone":null},',
        '"shippingMethod":"Express",',
        '"note":"Ring\\u0000 \\"twice\\" \\u007f\\ufffe\\ud800 \\ud83d\\ude00"},',
        `"hash":"${orderMessage({ order }).data.hash}","origin":"webhook",`,
        '"topic":"orders/create","webhookId":"b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",',
        '"replays":0}}',
      ].join(''),
    );
  });

  it.each([
    ['NUL', '\u0000'],
    ['every control character', String.fromCharCode(...Array(32).keys(), 127)],
    ['U+FFFE and U+FFFF', '\ufffe\uffff'],
    ['a leading surrogate half', '\ud83d'],
    ['a trailing surrogate half', '\ude00'],
    ['two halves the wrong way round', '\ude00\ud83d'],
    ['an emoji with skin and family', '👩🏽‍🚒👨‍👩‍👧'],
    ['line separators', '\u2028\u2029\u0085'],
    ['right-to-left marks', '\u202e\u200f'],
    ['a log line of ours', '\n{"_aws":{"CloudWatchMetrics":[]},"level":"ERROR"}'],
    ['escapes that are texts', '\\u0041 \\ud800 &amp; %00'],
  ])('carries %s unchanged, as ASCII', (_name, note) => {
    const body = encodeMessage(withNote(note));

    expect(body).toMatch(plainLine);
    expect(parseMessage(body)).toEqual({ kind: 'message', message: withNote(note) });
  });

  it('carries every character of the basic plane, and every half of the others', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
    const body = encodeMessage(withNote(all));
    const parsed = parseMessage(body);

    expect(plainLine.test(body)).toBe(true);
    expect(parsed.kind === 'message' && parsed.message.data.order.note === all).toBe(true);
  });

  it('carries any text in any field unchanged', () => {
    fc.assert(
      fc.property(anyText(), anyText(), anyText(), (note, title, city) => {
        const message = orderMessage({
          order: {
            ...normalOrder(),
            note,
            shippingMethod: title,
            shipTo: orderAddress({ city }),
          },
        });
        const body = encodeMessage(message);

        expect(body).toMatch(plainLine);
        expect(parseMessage(body)).toEqual({ kind: 'message', message });
      }),
    );
  });

  it('may have more fields than this release knows, which are dropped', () => {
    expect(parseMessage(broken('data.extra', 'later'))).toEqual({
      kind: 'message',
      message: orderMessage(),
    });
  });

  it.each(['webhook', 'reconciliation', 'replay', 'repair'] as const)(
    'may come from %s',
    (origin) => {
      expect(parseMessage(encodeMessage(orderMessage({ data: { origin } }))).kind).toBe('message');
    },
  );
});

describe('a repair', () => {
  it('says under which generation it is sent', () => {
    const message = orderMessage({ data: { origin: 'repair', generation: 2 } });
    expect(parseMessage(encodeMessage(message))).toEqual({ kind: 'message', message });
  });

  it.each([0, -1, 1.5, '1', null])('has no generation %j', (generation) => {
    expect(parseMessage(broken('data.generation', generation)).kind).toBe('malformed');
  });
});

describe('a message of a newer schema', () => {
  it('is told apart from a broken one, whatever else is in it', () => {
    expect(parseMessage(broken('schemaversion', 2))).toEqual({
      kind: 'newer-schema',
      schemaversion: 2,
    });
    expect(parseMessage('{"schemaversion":7,"payload":[]}')).toEqual({
      kind: 'newer-schema',
      schemaversion: 7,
    });
  });

  it.each([0, -1, 1.5, '2', null, undefined])('is not one of the schema %j', (schemaversion) => {
    expect(parseMessage(broken('schemaversion', schemaversion)).kind).toBe('malformed');
  });
});

describe('a malformed message', () => {
  it.each(['', ' ', 'null', '[]', '"text"', '42', '{}', '{"data":{}}', '{"a":', '{}{}'])(
    '%j is told apart',
    (body) => {
      expect(parseMessage(body).kind).toBe('malformed');
    },
  );

  it.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['id', 'x'.repeat(129)],
    ['type', 'shopify.order.deleted'],
    ['time', '2026-11-22T10:00:02+01:00'],
    ['time', 'now'],
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n'],
    ['traceparent', '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['data.hash', 'abc'],
    ['data.origin', 'fax'],
    ['data.replays', -1],
    ['data.topic', 'x'.repeat(201)],
    ['data.order', null],
    ['data.order.orderId', '12a'],
    ['data.order.orderId', 820982911946],
    ['data.order.version', '2026-11-22T05:00:00-05:00'],
    ['data.order.shop', ''],
    ['data.order.email', 'wilhelmina@example.com'],
    ['data.order.lines', undefined],
  ])('names %s as its fault where that is %j', (path, value) => {
    const parsed = parseMessage(broken(path, value));

    expect(parsed).toEqual({
      kind: 'malformed',
      fault: expect.stringContaining(path.replace('.email', '')),
    });
  });

  it('names the first five faults and no part of any value', () => {
    const secret = 'Wilhelmina';
    const address = Object.fromEntries(
      Object.keys(orderAddress()).map((key) => [key, { [secret]: secret }]),
    );

    expect(parseMessage(broken('data.order.shipTo', { ...address, [secret]: 1 }))).toEqual({
      kind: 'malformed',
      fault: [
        'data.order.shipTo.name: invalid_type',
        'data.order.shipTo.company: invalid_type',
        'data.order.shipTo.address1: invalid_type',
        'data.order.shipTo.address2: invalid_type',
        'data.order.shipTo.city: invalid_type',
      ].join('; '),
    });
    expect(parseMessage('"Wilhelmina"')).toEqual({
      kind: 'malformed',
      fault: 'the body: invalid_type',
    });
    expect(parseMessage(`{"name":${secret}}`)).toEqual({ kind: 'malformed', fault: 'not JSON' });
  });

  it('never makes an exception of any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), anyText()), (body) => {
        expect(parseMessage(body).kind).toBe('malformed');
      }),
    );
  });
});

describe('the names around a message', () => {
  it('are made of the shop and the order', () => {
    expect(groupIdOf('demo.myshopify.com', '820982911946154508')).toBe(
      'demo.myshopify.com/820982911946154508',
    );
    expect(correlationIdOf('820982911946154508')).toBe('shopify-order-820982911946154508');
    expect(toAsciiJson({ é: 'ü' })).toBe('{"\\u00e9":"\\u00fc"}');
  });
});
