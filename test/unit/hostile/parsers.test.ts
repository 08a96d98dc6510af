import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCircuit } from '../../../lib/circuit/circuit.ts';
import {
  adminSecretSchema,
  pagerSecretSchema,
  parseSecret,
  shopSecretSchema,
  wmsSecretSchema,
} from '../../../lib/config/secret-values.ts';
import { parseStage } from '../../../lib/config/stage.ts';
import { interpretAnswer } from '../../../lib/delivery/attempt.ts';
import { interpretTokenAnswer } from '../../../lib/delivery/token-answer.ts';
import { parseAnyRequest, parseBrowseRequest } from '../../../lib/letters/parse-request.ts';
import { readWidgetEvent } from '../../../lib/letters/widget/widget-event.ts';
import { encodeLetter, parseLetter } from '../../../lib/order/dead-letter.ts';
import { encodeMessage, parseMessage } from '../../../lib/order/order-message.ts';
import { understand } from '../../../lib/reconciliation/admin/graph-answer.ts';
import { wholeOrder } from '../../../lib/reconciliation/admin/order-documents.ts';
import { understandGrant } from '../../../lib/reconciliation/admin/token-answer.ts';
import { parseExported } from '../../../lib/reconciliation/nightly/judge-exported.ts';
import { interpretPage } from '../../../lib/reconciliation/nightly/wms-page.ts';
import { parseReconcileRequest } from '../../../lib/reconciliation/parse-request.ts';
import { readBody } from '../../../lib/webhook/read-body.ts';
import { adminOrder } from '../../builders/admin-order.ts';
import { hostileBytes, hostileJson, planted, spoilt } from '../../builders/hostile.ts';
import { deadLetter, orderMessage } from '../../builders/order-message.ts';
import { demoShop, shopifyFulfillment, shopifyOrder } from '../../builders/shopify-order.ts';

type Outcome = { readonly kind: string };
type Parser = {
  /** What it reads without a complaint. */
  readonly right: unknown;
  readonly read: (text: string) => Outcome;
  /** What is longer never comes to it. @default - what the door lets through */
  readonly bytesMax?: number;
  /** Every kind that its type allows, first that of what is right. */
  readonly kinds: readonly string[];
  /** What of an outcome is told to people or written down as the parser's own words. */
  readonly words?: (outcome: Outcome) => unknown;
};

const now = Date.parse('2026-11-22T10:00:00Z');
/** As much as is read of an answer of the WMS, of a secret, of a queue. */
const wmsBytesMax = 65_536;
const queueBytesMax = 1_048_576;
const answer = (body: string) => ({ status: 200, headers: {}, body, truncated: false });
const attempted = { version: '2026-11-22T10:00:00Z', now, retryAfterSecondsMax: 1_800 };
const fault = (outcome: Outcome) => ('fault' in outcome ? outcome.fault : undefined);
const faults = (outcome: Outcome) => ('faults' in outcome ? outcome.faults : undefined);
/** A reader of what is JSON already: what is none does not come to it. */
const ofJson = (read: (value: unknown) => Outcome) => (text: string) => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  return read(value);
};
const graphql = (body: string) => understand(wholeOrder, answer(body), now).answer;
const troubles = ['unavailable', 'throttled', 'denied', 'refused', 'malformed', 'rejected'];
const secret = 'hush-hush-hush-hush-hush-hush-01';
const oneOf = (schema: Parameters<typeof parseSecret>[0], right: unknown): Parser => ({
  bytesMax: wmsBytesMax,
  right,
  read: (text) => parseSecret(schema, text),
  kinds: ['set', 'not-set', 'malformed'],
  words: fault,
});
const order = shopifyOrder({ fulfillments: [shopifyFulfillment()] });

const parsers: Readonly<Record<string, Parser>> = {
  'a webhook': {
    right: order,
    read: (text) => readBody(demoShop, 'orders/create', Buffer.from(text)),
    kinds: ['order', 'malformed'],
    words: fault,
  },
  'a webhook of a deletion': {
    right: { id: 820_982_911 },
    read: (text) => readBody(demoShop, 'orders/delete', Buffer.from(text)),
    kinds: ['deletion', 'order', 'malformed'],
    words: fault,
  },
  'a message': {
    bytesMax: queueBytesMax,
    right: JSON.parse(encodeMessage(orderMessage())),
    read: parseMessage,
    kinds: ['message', 'newer-schema', 'malformed'],
    words: fault,
  },
  'a dead letter': {
    bytesMax: queueBytesMax,
    right: JSON.parse(encodeLetter(deadLetter())),
    read: parseLetter,
    kinds: ['letter', 'without-message', 'bare-message', 'unreadable'],
  },
  'the WMS’s success': {
    bytesMax: wmsBytesMax,
    right: { wms_order_id: 'W-1' },
    read: (body) => interpretAnswer(answer(body), attempted),
    kinds: ['delivered', 'unusable'],
    words: fault,
  },
  'the WMS’s conflict': {
    bytesMax: wmsBytesMax,
    right: { current_version: '2026-11-22T10:00:01Z' },
    read: (body) => interpretAnswer({ ...answer(body), status: 409 }, attempted),
    kinds: ['superseded', 'rejected'],
  },
  'the WMS’s problem': {
    bytesMax: wmsBytesMax,
    right: { title: 'Unknown SKU', detail: 'line 1' },
    read: (body) => interpretAnswer({ ...answer(body), status: 422 }, attempted),
    kinds: ['rejected'],
  },
  'the WMS’s token': {
    bytesMax: wmsBytesMax,
    right: { access_token: 'abc', token_type: 'Bearer', expires_in: 3_600 },
    read: (body) => interpretTokenAnswer(answer(body), now, 1_800),
    kinds: ['granted', 'unusable'],
    words: fault,
  },
  'the WMS’s list': {
    bytesMax: 4 * 1_024 * 1_024,
    right: {
      orders: [{ order_id: '1', version: '2026-11-22T10:00:00Z', status: 'open' }],
      next_cursor: null,
    },
    read: (body) => interpretPage(answer(body)),
    kinds: ['page', 'malformed'],
  },
  'the Admin API’s order': {
    right: { data: { order: adminOrder(order) }, extensions: { cost: {} } },
    read: graphql,
    kinds: ['answered', ...troubles],
    words: (outcome) => outcome,
  },
  'the Admin API’s errors': {
    right: { errors: [{ message: 'no', extensions: { code: 'THROTTLED', requiredAccess: 'x' } }] },
    read: graphql,
    kinds: ['throttled', ...troubles],
    words: (outcome) => outcome,
  },
  'the Admin API’s token': {
    bytesMax: wmsBytesMax,
    right: { access_token: 'abc', expires_in: 86_399 },
    read: (body) => understandGrant(answer(body), now),
    kinds: ['granted', 'unavailable'],
  },
  'a line of the export': {
    bytesMax: wmsBytesMax,
    right: {
      ...{ id: 'gid://shopify/Order/1', updatedAt: '2026-11-22T10:00:00Z', test: false },
      ...{ createdAt: '2026-11-22T10:00:00Z', cancelledAt: null, displayFinancialStatus: 'PAID' },
    },
    read: (text) => ({ kind: parseExported(text) === undefined ? 'none' : 'exported' }),
    kinds: ['exported', 'none'],
  },
  'a request to browse': {
    right: { action: 'list', filter: { class: 'rejected', orderId: '1' }, limit: 5 },
    read: ofJson(parseBrowseRequest),
    kinds: ['request', 'refused', 'not-json'],
    words: fault,
  },
  'a request to replay': {
    right: {
      ...{ action: 'replay', filter: { class: 'rejected' }, asOf: '2026-11-22T10:00:00Z' },
      ...{ by: 'Ada', confirm: 5, force: false, pacePerSecond: 5 },
    },
    read: ofJson(parseAnyRequest),
    kinds: ['request', 'refused', 'not-json'],
    words: fault,
  },
  'a request to reconcile': {
    right: { action: 'backfill', since: '2026-11-22T10:00:00Z', by: 'Ada', dryRun: true },
    read: ofJson(parseReconcileRequest),
    kinds: ['request', 'refused', 'not-json'],
    words: fault,
  },
  'a widget’s event': {
    right: { action: 'list', widgetContext: { forms: { all: { filter: 'x' } } } },
    read: ofJson((event) => readWidgetEvent(event) ?? { kind: 'none' }),
    kinds: ['ask', 'describe', 'none', 'not-json'],
  },
  'the circuit’s item': {
    bytesMax: wmsBytesMax,
    right: { served: 1, watchUntil: 0, failures: [], forbidden: [] },
    read: ofJson((item) => ({ kind: typeof parseCircuit(item) })),
    kinds: ['object', 'not-json'],
  },
  'a stage of the config': {
    right: {
      shops: [{ domain: demoShop }],
      wms: {
        baseUrl: 'https://wms.example.com',
        auth: { kind: 'oauth2', tokenUrl: 'https://wms.example.com/token' },
      },
      delivery: { attemptsMax: 5, putBackSeconds: [30, 60, 120, 240] },
      reconciliation: { everyMinutes: 4 },
    },
    read: ofJson(parseStage),
    kinds: ['stage', 'invalid', 'not-json'],
    words: faults,
  },
  'a shop’s secret': oneOf(shopSecretSchema, { secrets: [secret] }),
  'the WMS’s secret': oneOf(wmsSecretSchema, { clientId: 'bridge', clientSecret: secret }),
  'the Admin API’s secret': oneOf(adminSecretSchema, { accessToken: secret }),
  'the pager’s secret': oneOf(pagerSecretSchema, {
    url: 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue',
  }),
};

/** Also on a machine that is busy with other things; a function has a few seconds for all its work. */
const millisMax = 5_000;

/** A list of the parser's own, with as much junk as it can be given. */
const longLists: Readonly<Record<string, (junk: string) => string>> = {
  'a webhook': (junk) => `{"id":1,"updated_at":"2026-11-22T10:00:00Z","line_items":[${junk}]}`,
  'a message': (junk) => `{"data":{"order":{"lines":[${junk}]}}}`,
  'a dead letter': (junk) => `{"letter":{},"message":{"data":{"order":{"lines":[${junk}]}}}}`,
  'the WMS’s list': (junk) => `{"orders":[${junk}]}`,
  'the Admin API’s order': (junk) => `{"data":{"order":{"lineItems":{"nodes":[${junk}]}}}}`,
  'the Admin API’s errors': (junk) => `{"errors":[${junk}]}`,
};

it.each(Object.keys(longLists))('%s with a list of junk is a value in bounded time', (name) => {
  const { read, kinds, bytesMax = 6_000_000 } = parsers[name] ?? {};
  for (const junk of ['0,', '{},', '"",']) {
    const text = longLists[name]?.(`${junk.repeat((bytesMax - 200) / junk.length)}0`) ?? '';
    const startedAt = performance.now();

    expect(kinds).toContain(read?.(text).kind);
    expect(performance.now() - startedAt).toBeLessThan(millisMax);
  }
});

describe.each(Object.entries(parsers))('%s', (_name, parser) => {
  const { right, read, kinds, words = () => '', bytesMax = 6_000_000 } = parser;
  /** One line without a control character, and nothing of what the visitor wrote. */
  const expectOwnWords = (outcome: Outcome) => {
    const text = JSON.stringify(words(outcome)) ?? '';
    expect(text).not.toContain(secret.slice(0, 8));
    expect(text).not.toMatch(/\\u00[01]|\\n|\\r|[\u007f-\uffff]/u);
  };

  it('is read where it is right', () => {
    expect(kinds).toContain(read(JSON.stringify(right)).kind);
    expect(kinds.indexOf(read(JSON.stringify(right)).kind)).toBe(0);
  });

  it.each(Object.keys(hostileJson))('of %s is a value in bounded time', (name) => {
    const text = hostileJson[name]?.().slice(0, bytesMax) ?? '';
    const startedAt = performance.now();
    const outcome = read(text);

    expect(performance.now() - startedAt).toBeLessThan(millisMax);
    expect(kinds).toContain(outcome.kind);
    expectOwnWords(outcome);
  });

  it('of bytes that are no text is a value', () => {
    for (const bytes of hostileBytes) {
      expect(kinds).toContain(read(Buffer.from(bytes).toString('latin1')).kind);
    }
  });

  it('with anything in any place of it is a value, and no complaint repeats what stood there', () => {
    fc.assert(
      fc.property(spoilt(right), (value) => {
        const text = JSON.stringify(value) ?? 'undefined';
        const outcome = read(text);

        expect(kinds).toContain(outcome.kind);
        if (outcome.kind !== kinds[0]) {
          expectOwnWords(outcome);
          expect(JSON.stringify(words(outcome)) ?? '').not.toContain(planted);
        }
      }),
      { numRuns: 300 },
    );
  });
});
