/**
 * A claim of the last millisecond. Powertools takes a remaining time of 0 for an unknown one, and its claim
 * would keep the order from the WMS for as long as a delivery is remembered: sixty days.
 */
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeOnceOnly } from '../../lib/adapters/once-only.ts';
import type { DeliveryOutcome } from '../../lib/delivery/outcome.ts';
import { tableServices } from './aws-resources.ts';

const start = Date.UTC(2026, 10, 22, 10);
const key = `v1:demo.myshopify.com:1:2026-11-22T10:00:00Z:${'a'.repeat(64)}:g0`;
const delivered: DeliveryOutcome = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 1 };

afterEach(() => {
  vi.useRealTimers();
});

describe.each(tableServices)('a claim ($name)', ({ startTables }) => {
  it.each([0, -40, 1])('with %i ms left of its invocation ends with it', async (millis) => {
    const tables = await startTables();
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    const tableName = await tables.createTable();
    const environmentWith = (remaining: number) => {
      const store = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: tables.client });
      const once = makeOnceOnly(store);
      once.beginInvocation({ getRemainingTimeInMillis: () => remaining } as Context);
      return once;
    };
    const began = Promise.withResolvers<void>();
    void environmentWith(millis).deliverOnce(key, () => {
      began.resolve();
      return new Promise<DeliveryOutcome>(() => {});
    });
    await began.promise;

    vi.setSystemTime(start + 2);
    expect(await environmentWith(15_000).deliverOnce(key, async () => delivered)).toEqual(
      delivered,
    );
    await tables.close();
  });
});
