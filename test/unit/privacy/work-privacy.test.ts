import { describe, expect, it } from 'vitest';
import type { PrivacyPorts } from '../../../lib/privacy/privacy-ports.ts';
import type { PrivacyRequest } from '../../../lib/privacy/privacy-request.ts';
import { makeWorkPrivacy } from '../../../lib/privacy/work-privacy.ts';
import { demoShop } from '../../builders/shopify-order.ts';

const request = (id: string): PrivacyRequest => ({
  ...{ id, kind: 'customers/redact', shop: demoShop, orderIds: ['1'] },
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

  it('are left to the next run where no time is left', async () => {
    const { work, told, closed } = makeScene();

    expect(await work(() => 0)).toEqual([]);
    expect([told, closed]).toEqual([[], []]);
  });

  it('that cannot be read or worked off stay open, and nobody behind them hears of it', async () => {
    const away = async (): Promise<never> => {
      throw new TypeError('away, and Wilhelmina is in the message');
    };
    for (const port of ['open', 'readRecords', 'close'] as const) {
      const { work, told, closed } = makeScene({ [port]: away });

      expect(await work(() => 1)).toEqual([]);
      expect(told).toEqual([{ kind: 'privacy-failed', error: 'TypeError' }]);
      expect(closed).toEqual([]);
    }
  });

  it('whose order stays open for a day are given to a person', async () => {
    const version = '2026-11-22T09:00:00Z';
    const accepted = {
      ...{ version, instant: Date.parse(version), hash: 'a', at: version },
      source: 'webhook',
    } as const;
    const stubborn = { readRecords: async () => ({ recordOf: () => ({ accepted }) }) };
    const early = makeScene(stubborn);
    const late = makeScene({ ...stubborn, now: () => Date.parse('2026-11-23T10:00:01.000Z') });

    expect((await early.work(() => 1)).map(({ outcome }) => outcome)).toEqual(['again', 'again']);
    expect(early.closed).toEqual([]);
    expect((await late.work(() => 1)).map(({ outcome }) => outcome)).toEqual(['left', 'left']);
    expect(late.closed).toEqual(['a', 'b']);
  });
});
