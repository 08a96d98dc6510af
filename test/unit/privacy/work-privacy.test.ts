import { describe, expect, it } from 'vitest';
import type { PrivacyPorts } from '../../../lib/privacy/privacy-ports.ts';
import type { PrivacyRequest } from '../../../lib/privacy/privacy-request.ts';
import { makeWorkPrivacy } from '../../../lib/privacy/work-privacy.ts';
import { demoShop } from '../../builders/shopify-order.ts';

const version = '2026-11-22T09:00:00Z';
const accepted = {
  ...{ version, instant: Date.parse(version), hash: 'a', at: version },
  source: 'webhook',
} as const;
const manyIds = Array.from({ length: 200 }, (_, n) => String(1_000 + n));
const away = async (): Promise<never> => {
  throw new TypeError('away, and Wilhelmina is in the message');
};

const request = (id: string, orderIds: readonly string[] = [id]): PrivacyRequest => ({
  ...{ id, kind: 'customers/redact', shop: demoShop, orderIds },
  ...{ customerId: null, requestId: null, receivedAt: '2026-11-22T10:00:00.000Z' },
});

const makeScene = (given: Partial<PrivacyPorts> = {}) => {
  const told: Parameters<PrivacyPorts['tellPrivacy']>[0][] = [];
  const closed: string[] = [];
  const ports: PrivacyPorts = {
    open: async () => [request('a'), request('b')],
    close: async ({ request: { id } }) => {
      closed.push(id);
    },
    letters: { page: async () => ({ letters: [] }), settle: async () => 'settled' },
    readRecords: async () => ({ recordOf: () => ({}) }),
    markDecided: async () => undefined,
    waitingOrders: async () => [],
    putReport: async () => undefined,
    tellPrivacy: (line) => told.push(line),
    now: () => Date.parse('2026-11-22T10:04:00.000Z'),
    ...given,
  };
  return { work: makeWorkPrivacy(ports), told, closed };
};

describe('compliance requests', () => {
  it('are worked off oldest first, and closed', async () => {
    const { work, told, closed } = makeScene();

    expect((await work(() => 1)).map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(closed).toEqual(['a', 'b']);
    expect(told.map(({ kind }) => kind)).toEqual(['privacy', 'privacy']);
  });

  it('are told before they are closed, so that one that is killed in between is told again', async () => {
    const { work, told } = makeScene({
      close: async () => {
        expect(told.at(-1)).toMatchObject({ kind: 'privacy', outcome: 'done' });
      },
    });

    expect(await work(() => 1)).toHaveLength(2);
  });

  it('are left to the next run where no time is left', async () => {
    const { work, told, closed } = makeScene();

    expect(await work(() => 0)).toEqual([]);
    expect([told, closed]).toEqual([[], []]);
  });

  it('that cannot be read are told as such, and nobody behind them hears of it', async () => {
    const { work, told, closed } = makeScene({ open: away });

    expect(await work(() => 1)).toEqual([]);
    expect(told).toEqual([{ kind: 'privacy-failed', error: 'TypeError' }]);
    expect(closed).toEqual([]);
  });

  it('that fail stay open, and keep the later ones from nothing', async () => {
    const open = async () => [request('a'), request('b')];
    const { work, told, closed } = makeScene({
      open,
      readRecords: async ([order]) => (order?.orderId === 'a' ? away() : { recordOf: () => ({}) }),
    });

    expect((await work(() => 1)).map(({ request: { id } }) => id)).toEqual(['b']);
    expect(told.map((line) => [line.kind, line.request?.id])).toEqual([
      ['privacy-failed', 'a'],
      ['privacy', 'b'],
    ]);
    expect(closed).toEqual(['b']);
  });

  it('that cannot be closed are told, and stay open', async () => {
    const { work, told } = makeScene({ open: async () => [request('a')], close: away });

    expect(await work(() => 1)).toEqual([]);
    expect(told.map(({ kind }) => kind)).toEqual(['privacy', 'privacy-failed']);
  });

  it('of which one has much to do leave the others their share of time', async () => {
    let time = 0;
    const written: string[] = [];
    const { work, closed } = makeScene({
      open: async () => [request('a', manyIds), request('b', ['1'])],
      readRecords: async () => ({
        recordOf: ({ orderId }) => (orderId === '1' ? {} : { accepted }),
      }),
      markDecided: async ({ orderId }) => {
        time += 10;
        written.push(orderId);
      },
    });
    const ends = await work(() => 1_000 - time);

    expect(ends.map(({ outcome, orders }) => [outcome, orders])).toEqual([
      ['again', 50],
      ['done', 0],
    ]);
    expect(written).toEqual(manyIds.slice(0, 50));
    expect(closed).toEqual(['b']);
  });

  it('that ask what is held are answered by no list with something missing', async () => {
    let time = 0;
    const { work, told, closed } = makeScene({
      open: async () => [{ ...request('a'), kind: 'customers/data_request' }],
      letters: {
        page: async () => {
          time += 10;
          return { letters: [], next: { parkedAt: version, letterId: 'letter-1' } };
        },
        settle: async () => 'settled',
      },
      putReport: away,
    });

    expect((await work(() => 25 - time)).map(({ outcome }) => outcome)).toEqual(['again']);
    expect(time).toBe(30);
    expect(told).toMatchObject([{ kind: 'privacy', outcome: 'again' }]);
    expect(closed).toEqual([]);
  });

  it('whose order stays open for a day are given to a person', async () => {
    const stubborn = { readRecords: async () => ({ recordOf: () => ({ accepted }) }) };
    const early = makeScene(stubborn);
    const late = makeScene({ ...stubborn, now: () => Date.parse('2026-11-23T10:00:01.000Z') });

    expect((await early.work(() => 1)).map(({ outcome }) => outcome)).toEqual(['again', 'again']);
    expect(early.closed).toEqual([]);
    expect((await late.work(() => 1)).map(({ outcome }) => outcome)).toEqual(['left', 'left']);
    expect(late.closed).toEqual(['a', 'b']);
  });
});
