import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

type Block = Readonly<Record<string, unknown>>;
type Keys = {
  readonly [Key in 'wms' | 'delivery' | 'circuit' | 'accept' | 'send']?: Block;
} & Block;

const oauth = { kind: 'oauth2', tokenUrl: 'https://wms.example.com/oauth/token' };

/** A block that is right, with some keys over it; those of `wms` are merged. */
const block = ({ wms, ...rest }: Keys = {}): Block => ({
  shops: [{ domain: 'demo.myshopify.com' }],
  wms: { baseUrl: 'https://wms.example.com', auth: oauth, ...wms },
  ...rest,
});

const faultsOf = (wrong: unknown): readonly string[] => {
  const parsed = parseStage(wrong);
  return parsed.kind === 'invalid' ? parsed.faults : [];
};
const settingsOf = (right: Block) => {
  const parsed = parseStage(right);
  if (parsed.kind === 'invalid') throw new Error(parsed.faults.join('; '));
  return parsed.settings;
};

describe('a stage that says only what it must', () => {
  it('gets the defaults of the failure policy', () => {
    expect(settingsOf(block())).toEqual({
      removal: 'retain',
      production: false,
      local: false,
      shops: [{ domain: 'demo.myshopify.com' }],
      wms: {
        baseUrl: 'https://wms.example.com',
        auth: oauth,
        limitPerSecond: 10,
        pacePerSecond: 1.8,
      },
      delivery: {
        attemptsMax: 5,
        backoffBaseMillis: 100,
        backoffJitterMillis: 50,
        backoffMaxMillis: 30_000,
        attemptTimeoutMillis: 2_000,
        connectTimeoutMillis: 1_000,
        deadlineMillis: 12_000,
        reserveMillis: 2_000,
        startMillisMin: 4_000,
        retryAfterSecondsMax: 1_800,
        putBackSeconds: [30, 60, 120, 240],
        putBackJitterRatio: 0.1,
        countedMax: 5,
        expiredDays: 12,
        suspectReceives: 4,
        aloneBegun: 2,
        begunMax: 10,
        stateUnreachableSeconds: 30,
        stateUnreachableSecondsMax: 300,
        functionTimeoutSeconds: 15,
        visibilitySeconds: 90,
        batchSize: 4,
        concurrency: 5,
        receivesMax: 1_000,
      },
      circuit: {
        cacheMillis: 1_000,
        watchSeconds: 900,
        ordersToOpen: 3,
        rateWindowSeconds: 30,
        rateAttemptsMin: 10,
        rateFailureShare: 0.5,
        probeLeaseMillis: 3_000,
        probeEarlySeconds: 600,
        probeEarlyShare: 0.1,
        probeEarlySecondsMax: 15,
        probeLateShare: 0.05,
        probeSecondsMin: 5,
        probeSecondsMax: 1_800,
        probeYieldSeconds: 2,
        deferShare: 0.05,
        deferSecondsMin: 5,
        deferSecondsMax: 1_800,
        deferJitterShare: 0.1,
        deferWaitedShare: 0.04,
        probeRunningSecondsMin: 3,
        probeRunningSecondsMax: 5,
        pauseSpreadSeconds: 3,
        pauseOutageSeconds: 300,
      },
      send: {
        financialStatus: ['authorized', 'paid', 'partially_paid', 'partially_refunded'],
        testOrders: true,
        variantIdWhenSkuMissing: false,
      },
      accept: { functionTimeoutSeconds: 4, ratePerSecond: 200, burst: 1_000 },
      reconciliation: {
        everyMinutes: 4,
        graceSeconds: 120,
        overlapSeconds: 300,
        firstHours: 24,
        pagesPerRun: 40,
        pacePerSecond: 5,
        batchDays: 3,
        nightly: true,
        nightlyHourUtc: 2,
        nightlyEveryMinutes: 1,
        wmsShare: 0.05,
        reportDays: 90,
        watchSubscriptions: true,
      },
      // Their numbers: alarms.test.ts.
      alarms: expect.objectContaining({ pagerDuty: false, latencySecondsMax: 60 }),
      logRetentionDays: 30,
      tags: {},
    });
  });
});

describe('a wrong key', () => {
  it.each<[Block, string]>([
    [block({ removel: 'destroy' }), 'removel'],
    [block({ delivery: { concurency: 3 } }), 'delivery.concurency'],
    [block({ wms: { limitPerSeconds: 3 } }), 'wms.limitPerSeconds'],
    [block({ circuit: { orderToOpen: 3 } }), 'circuit.orderToOpen'],
    [block({ wms: { auth: { ...oauth, scopes: 'a' } } }), 'wms.auth.scopes'],
    [block({ shops: [{ domain: 'demo.myshopify.com', secretARN: 'x' }] }), 'shops.0.secretARN'],
  ])('is named with its path, case %#', (wrong, key) => {
    expect(faultsOf(wrong)).toEqual([`${key}: no such setting; check the spelling`]);
  });

  it('does not hide the other faults: all are listed at once', () => {
    const wrong = block({
      tag: {},
      region: 'Frankfurt',
      account: '42',
      wms: { baseUrl: 'ftp://wms.example.com' },
      delivery: { attemptsMax: 0, batchSize: 11 },
      logRetentionDays: 8,
    });

    expect(faultsOf(wrong).map((fault) => fault.split(':')[0])).toEqual([
      'account',
      'region',
      'wms.baseUrl',
      'delivery.attemptsMax',
      'delivery.batchSize',
      'logRetentionDays',
      'tag',
    ]);
  });

  it('does not hide a contradiction between the keys that are right', () => {
    const wrong = block({
      tag: {},
      shops: [{ domain: 'demo.myshopify.com', secret: 'x' }, { domain: 'demo.myshopify.com' }],
      delivery: { visibilitySeconds: 89, concurency: 3 },
    });

    expect(faultsOf(wrong)).toEqual([
      'shops.0.secret: no such setting; check the spelling',
      'delivery.concurency: no such setting; check the spelling',
      'tag: no such setting; check the spelling',
      'delivery.visibilitySeconds: is 89, must be at least 90, 6 times delivery.functionTimeoutSeconds',
      'shops: demo.myshopify.com is listed twice',
    ]);
  });

  it.each(['aws:owner', 'AWS:owner'])('is a tag that only AWS may set: %s', (tag) => {
    expect(faultsOf(block({ tags: { [tag]: 'team', 'team-aws:': 'ours' } }))).toEqual([
      `tags.${tag}: must not begin with aws:, which AWS keeps to itself`,
    ]);
  });

  it.each([undefined, null, 'text', 7, []])('is not looked for in what is no block: %j', (none) => {
    expect(faultsOf(none)).toEqual([expect.stringMatching(/^the block: /)]);
  });
});

describe('a missing key', () => {
  it.each(['shops', 'wms'])('without a default is named: %s', (key) => {
    const { [key]: _removed, ...rest } = block();

    expect(faultsOf(rest)).toEqual([expect.stringMatching(new RegExp(`^${key}: `))]);
  });
});

describe('a contradiction', () => {
  it.each<[string, Keys, string]>([
    [
      'a message shown again while it is still worked on',
      { delivery: { visibilitySeconds: 89 } },
      'delivery.visibilitySeconds: is 89, must be at least 90, 6 times delivery.functionTimeoutSeconds',
    ],
    [
      'more requests than the WMS accepts',
      { wms: { pacePerSecond: 2 } },
      'wms.pacePerSecond: times delivery.concurrency is 10, must not exceed 9, 90 % of wms.limitPerSecond',
    ],
    [
      'no time in which a delivery could start',
      { delivery: { startMillisMin: 14_000 } },
      'delivery.startMillisMin: with delivery.reserveMillis it is 16000 ms, so no delivery could start within delivery.functionTimeoutSeconds (15000 ms)',
    ],
    [
      'a delivery without time for an attempt',
      { delivery: { reserveMillis: 4_000 } },
      'delivery.reserveMillis: is 4000, must be less than delivery.startMillisMin (4000), or a delivery starts with no time for an attempt',
    ],
    [
      'connecting longer than the whole attempt',
      { delivery: { connectTimeoutMillis: 2_001 } },
      'delivery.connectTimeoutMillis: is 2001, must not exceed delivery.attemptTimeoutMillis (2000)',
    ],
    [
      'a delivery shorter than one attempt',
      { delivery: { deadlineMillis: 1_999, batchSize: 3 } },
      'delivery.deadlineMillis: is 1999, must be at least delivery.attemptTimeoutMillis (2000)',
    ],
    [
      'a growing wait that would shrink',
      { delivery: { stateUnreachableSecondsMax: 29 } },
      'delivery.stateUnreachableSecondsMax: is 29, must be at least delivery.stateUnreachableSeconds (30)',
    ],
    [
      'a probe that would never come early',
      { circuit: { probeEarlySecondsMax: 4 } },
      'circuit.probeSecondsMin: is 5, must not exceed circuit.probeEarlySecondsMax (4)',
    ],
    [
      'probes whose interval would shrink',
      { circuit: { probeSecondsMin: 10, probeSecondsMax: 9 } },
      'circuit.probeSecondsMin: is 10, must not exceed circuit.probeSecondsMax (9)',
    ],
    [
      'waiting that would shrink',
      { circuit: { deferSecondsMax: 4.5 } },
      'circuit.deferSecondsMin: is 5, must not exceed circuit.deferSecondsMax (4.5)',
    ],
    [
      'waiting for a running probe between 3 and 2 s',
      { circuit: { probeRunningSecondsMax: 2 } },
      'circuit.probeRunningSecondsMin: is 3, must not exceed circuit.probeRunningSecondsMax (2)',
    ],
    [
      'a lease that ends before the answer',
      { circuit: { probeLeaseMillis: 2_000 } },
      'circuit.probeLeaseMillis: is 2000, must be more than delivery.attemptTimeoutMillis (2000), or a probe ends before its answer',
    ],
    [
      'poison that is parked before it is looked at alone',
      { delivery: { aloneBegun: 10 } },
      'delivery.aloneBegun: is 10, must be less than delivery.begunMax (10)',
    ],
    [
      'a batch that the pace lets nobody send',
      { wms: { pacePerSecond: 0.33 } },
      'wms.pacePerSecond: a batch of delivery.batchSize takes 12122 ms to send, more than delivery.deadlineMillis (12000)',
    ],
    [
      'a key in the place of the idempotency key',
      { wms: { auth: { kind: 'apiKey', header: 'Idempotency-Key' } } },
      'wms.auth.header: is a header that the bridge sets itself',
    ],
    [
      'a line break before the key',
      { wms: { auth: { kind: 'apiKey', prefix: 'Bearer\r\n' } } },
      'wms.auth.prefix: must have printable ASCII characters only',
    ],
    [
      'credentials in plain text on the wire',
      { wms: { baseUrl: 'http://wms.example.com' } },
      'wms.baseUrl: must begin with https://',
    ],
    [
      'a token fetched in plain text',
      { wms: { auth: { ...oauth, tokenUrl: 'http://wms.example.com/oauth/token' } } },
      'wms.auth.tokenUrl: must begin with https://',
    ],
    [
      'credentials in an address',
      { wms: { baseUrl: 'https://user:word@wms.example.com' } },
      'wms.baseUrl: must not carry a user or password; credentials belong in the WMS secret',
    ],
    [
      'an address that the order id cannot be added to',
      { wms: { baseUrl: 'https://wms.example.com/?tenant=7' } },
      'wms.baseUrl: must not carry a query or fragment',
    ],
    [
      'a production stage whose data goes with it',
      { production: true, removal: 'destroy', send: { testOrders: false } },
      'removal: a production stage must keep its data; use "retain"',
    ],
    [
      'test orders that reach a picker',
      { production: true },
      'send.testOrders: must be false in production, where a test order would reach a picker',
    ],
    [
      'production on one machine, where plain http is allowed',
      {
        production: true,
        local: true,
        send: { testOrders: false },
        wms: { baseUrl: 'http://wms.example.com' },
      },
      'local: must be false in production, which is deployed and speaks https only',
    ],
    [
      'one shop twice',
      { shops: [{ domain: 'demo.myshopify.com' }, { domain: 'demo.myshopify.com' }] },
      'shops: demo.myshopify.com is listed twice',
    ],
  ])('is one sentence: %s', (_, keys, sentence) => {
    expect(faultsOf(block(keys))).toEqual([sentence]);
  });

  it('is the same secret under two shops, which could no longer be told apart', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shared-AbCdEf';
    const shops = ['one', 'two', 'three'].map((name) => ({
      domain: `${name}.myshopify.com`,
      secretArn,
    }));

    expect(faultsOf(block({ shops }))).toEqual([
      `shops: the same secret ${secretArn} is under two shops; a signature must tell which shop sent it`,
    ]);
  });

  it('does not hide another one', () => {
    const faults = faultsOf(
      block({ production: true, wms: { pacePerSecond: 2 }, delivery: { visibilitySeconds: 89 } }),
    );

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'delivery.visibilitySeconds',
      'wms.pacePerSecond',
      'send.testOrders',
    ]);
  });
});

describe('a boundary', () => {
  it.each<[string, Keys]>([
    ['visibility of exactly 6 times the timeout', { delivery: { visibilitySeconds: 90 } }],
    ['a lease longer than an attempt by a hair', { circuit: { probeLeaseMillis: 2_001 } }],
    [
      'bounds that meet',
      {
        circuit: {
          probeSecondsMin: 5,
          probeEarlySecondsMax: 5,
          probeSecondsMax: 5,
          deferSecondsMax: 5,
          probeRunningSecondsMax: 3,
        },
      },
    ],
    ['a suspect that is alone once before it is parked', { delivery: { aloneBegun: 9 } }],
    ['a batch that the pace just lets through', { wms: { pacePerSecond: 0.334 } }],
    ['exactly 90 % of the limit', { wms: { pacePerSecond: 1.8, limitPerSecond: 10 } }],
    [
      '90 % of the limit that floating point misses by a hair',
      {
        wms: { pacePerSecond: 0.3, limitPerSecond: 1 },
        delivery: { concurrency: 3, batchSize: 3 },
      },
    ],
    [
      'http to the own machine, locally',
      { local: true, wms: { baseUrl: 'http://127.0.0.1:4010' } },
    ],
    ['production without test orders', { production: true, send: { testOrders: false } }],
  ])('is allowed: %s', (_, keys) => {
    expect(faultsOf(block(keys))).toEqual([]);
  });

  it.each(['Demo.myshopify.com', 'demo.example.com', '-demo.myshopify.com', 'demo.myshopify.com.'])(
    'is what Shopify calls a shop: %s is none',
    (domain) => {
      expect(faultsOf(block({ shops: [{ domain }] }))).toEqual([
        'shops.0.domain: must be NAME.myshopify.com in lower case',
      ]);
    },
  );
});
