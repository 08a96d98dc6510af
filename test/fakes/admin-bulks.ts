/** The bulk operations of a shop in memory, and their files as Shopify writes them. */
import type { NormalOrder } from '../../lib/order/normal-order.ts';
import type { BulkOperation } from '../../lib/reconciliation/admin-api.ts';

export type FakeBulksOptions = {
  readonly now: () => number;
  readonly bulkMillis?: number;
  readonly orders: () => readonly NormalOrder[];
};

type Made = {
  readonly id: string;
  readonly since: string;
  readonly readyAt: number;
  readonly lines: readonly string[];
  readonly ends: BulkOperation['status'];
};

export const makeFakeBulks = ({ now, bulkMillis = 60_000, orders }: FakeBulksOptions) => {
  const made: Made[] = [];
  const fates: BulkOperation['status'][] = [];
  const shown = ({ id, readyAt, lines, ends }: Made): BulkOperation => {
    const status = now() < readyAt ? 'running' : ends;
    const isWritten = status === 'completed' && lines.length > 0;
    const url = isWritten ? `https://files.example.com/${id}` : null;
    const errorCode = status === 'failed' ? 'TIMEOUT' : null;
    return { id, status, errorCode, url, objects: status === 'running' ? 0 : lines.length };
  };
  return {
    start: (since: string): BulkOperation => {
      const running = made.find(
        (one) => now() < one.readyAt && Date.parse(one.since) <= Date.parse(since),
      );
      if (running) return shown(running);
      const one: Made = {
        id: `gid://shopify/BulkOperation/${made.length + 1}`,
        since,
        readyAt: now() + bulkMillis,
        lines: orders()
          .filter(({ version }) => Date.parse(version) >= Date.parse(since))
          .map(bulkLine),
        ends: fates.shift() ?? 'completed',
      };
      made.push(one);
      return shown(one);
    },
    get: (id: string): BulkOperation => {
      const one = made.find((known) => known.id === id);
      if (one === undefined) throw new Error(`there is no ${id}`);
      return shown(one);
    },
    /** How the next ones end. */
    fate: (...ends: readonly BulkOperation['status'][]) => fates.push(...ends),
    count: (): number => made.length,
    /** What lies under an address that was told. */
    file: (url: string): Buffer => {
      const one = made.find(({ id }) => url.endsWith(id));
      return Buffer.from((one?.lines ?? []).map((line) => `${line}\n`).join(''));
    },
  };
};

const bulkLine = (order: NormalOrder): string =>
  JSON.stringify({
    id: `gid://shopify/Order/${order.orderId}`,
    updatedAt: order.version,
    createdAt: order.version,
    cancelledAt: order.cancelled ? order.version : null,
    displayFinancialStatus: order.financialStatus?.toUpperCase() ?? null,
    test: order.test,
  });
