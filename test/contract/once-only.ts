/** What Powertools' idempotency, as it is used here, promises of a delivery. */
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeOnceOnly } from '../../lib/adapters/once-only.ts';
import type { DeliveryOutcome } from '../../lib/delivery/outcome.ts';
import type { TableService, Tables } from './aws-resources.ts';

const start = Date.UTC(2026, 10, 22, 10);
const delivered: DeliveryOutcome = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 2 };
const remembered = { kind: 'delivered', wmsOrderId: 'WMS-1', attempts: 0, remembered: true };
const failed: DeliveryOutcome = { kind: 'failed', cause: 'timeout', attempts: 5 };
const key = `v1:demo.myshopify.com:1:2026-11-22T10:00:00Z:${'a'.repeat(64)}:g0`;
const never = () => new Promise<DeliveryOutcome>(() => {});

/** Of the server whose turn it is. */
let tables: Tables;

/** A piece of work that counts how often it is done. */
const counting = (work: () => Promise<DeliveryOutcome>) => {
  const counted = { calls: 0 };
  const run = () => {
    counted.calls += 1;
    return work();
  };
  return Object.assign(run, counted, { count: () => counted.calls });
};
const ending = (outcome: DeliveryOutcome) => counting(async () => outcome);

/** An environment of deliver-order: its own layer, in an invocation with so much time left. */
const environmentOf = (tableName: string, client = tables.client, remainingMillis = 15_000) => {
  const once = makeOnceOnly(new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client }));
  once.beginInvocation({ getRemainingTimeInMillis: () => remainingMillis } as Context);
  return once;
};
const makeEnvironment = async () => environmentOf(await tables.createTable());

const broken: DynamoDBClient[] = [];
/** A client of the same DynamoDB that fails for one operation. */
const failingClient = (operation: string): DynamoDBClient => {
  const { client } = tables.makeClients((asked) => {
    if (asked === operation) throw new Error('throttled');
  });
  broken.push(client);
  return client;
};

export const describeOnceOnly = ({ name, startTables }: TableService) => {
  describe(`a delivery once only (${name})`, () => {
    beforeAll(async () => {
      tables = await startTables();
    });
    afterEach(() => {
      vi.useRealTimers();
      for (const client of broken.splice(0)) client.destroy();
    });
    afterAll(async () => {
      await tables.close();
    });

    describe('a delivery that succeeded', () => {
      it('is remembered: the next one is answered without a call', async () => {
        const { deliverOnce } = await makeEnvironment();
        const work = ending(delivered);
        expect(await deliverOnce(key, work)).toEqual(delivered);
        expect(await deliverOnce(key, work)).toEqual(remembered);
        expect(work.count()).toBe(1);
      });

      it('is remembered by another environment', async () => {
        const tableName = await tables.createTable();
        await environmentOf(tableName).deliverOnce(key, ending(delivered));
        const work = ending(failed);
        expect(await environmentOf(tableName).deliverOnce(key, work)).toEqual(remembered);
        expect(work.count()).toBe(0);
      });

      it('is kept for sixty days under a name that no deploy changes, and without personal data', async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: start });
        const tableName = await tables.createTable();
        await environmentOf(tableName).deliverOnce(key, ending(delivered));
        const { Items } = await tables.dynamo.send(new ScanCommand({ TableName: tableName }));
        expect(Items).toEqual([
          {
            id: 'wms-order#sTEuc/4Fze5nQhbFUQIz6k+Y1FTqXzPsr2Hx3LcX/DM=',
            status: 'COMPLETED',
            expiration: 1_800_525_600,
            in_progress_expiration: 1_795_341_615_000,
            data: { wmsOrderId: 'WMS-1' },
          },
        ]);
      });

      it('is still a delivery where it could not be remembered', async () => {
        const tableName = await tables.createTable();
        const forgetful = environmentOf(tableName, failingClient('UpdateItem'));
        expect(await forgetful.deliverOnce(key, ending(delivered))).toEqual(delivered);
      });
    });

    describe('a delivery that was remembered for sixty days', () => {
      it('is made again after that, though its item is still in the table', async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: start });
        const tableName = await tables.createTable();
        await environmentOf(tableName).deliverOnce(key, ending(delivered));
        const made: boolean[] = [];
        for (const seconds of [60 * 86_400, 60 * 86_400 + 1]) {
          vi.setSystemTime(start + seconds * 1_000);
          const work = ending(delivered);
          await environmentOf(tableName).deliverOnce(key, work);
          made.push(work.count() === 1);
        }
        expect(made).toEqual([false, true]);
      });
    });

    describe('a delivery that did not succeed', () => {
      it.each<DeliveryOutcome>([
        failed,
        { kind: 'superseded-at-wms', attempts: 1 },
        { kind: 'refused', class: 'rejected', status: 422, attempts: 1 },
        { kind: 'deferred', reason: 'throttled', seconds: 3, attempts: 1 },
      ])('is forgotten, so that the next one is made: $kind', async (outcome) => {
        const tableName = await tables.createTable();
        const { deliverOnce } = environmentOf(tableName);
        expect(await deliverOnce(key, ending(outcome))).toEqual(outcome);
        const { Items } = await tables.dynamo.send(new ScanCommand({ TableName: tableName }));
        expect(Items).toEqual([]);
        expect(await deliverOnce(key, ending(delivered))).toEqual(delivered);
      });

      it('is still what it was where it could not be forgotten', async () => {
        const tableName = await tables.createTable();
        const stuck = environmentOf(tableName, failingClient('DeleteItem'));
        expect(await stuck.deliverOnce(key, ending(failed))).toEqual(failed);
        const next = await environmentOf(tableName).deliverOnce(key, ending(delivered));
        expect(next).toEqual({ kind: 'claimed-elsewhere' });
      });

      it('because of a bug is thrown as that bug, and forgotten', async () => {
        const { deliverOnce } = await makeEnvironment();
        const bug = counting(() => Promise.reject(new TypeError('a bug')));
        await expect(deliverOnce(key, bug)).rejects.toThrow(new TypeError('a bug'));
        expect(await deliverOnce(key, ending(delivered))).toEqual(delivered);
      });
    });

    describe('a delivery that is being made', () => {
      it('is left to the invocation that has claimed it', async () => {
        const tableName = await tables.createTable();
        const began = Promise.withResolvers<void>();
        const end = Promise.withResolvers<DeliveryOutcome>();
        const first = environmentOf(tableName).deliverOnce(key, () => {
          began.resolve();
          return end.promise;
        });
        await began.promise;
        const second = ending(delivered);
        expect(await environmentOf(tableName).deliverOnce(key, second)).toEqual({
          kind: 'claimed-elsewhere',
        });
        end.resolve(delivered);
        expect([await first, second.count()]).toEqual([delivered, 0]);
      });

      it('is free again when the invocation that had claimed it must have ended', async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: start });
        const tableName = await tables.createTable();
        const began = Promise.withResolvers<DeliveryOutcome>();
        void environmentOf(tableName, tables.client, 15_000).deliverOnce(key, () => {
          began.resolve(delivered);
          return never();
        });
        await began.promise;
        const next = environmentOf(tableName);
        const kinds: string[] = [];
        for (const millis of [0, 15_000, 15_001]) {
          vi.setSystemTime(start + millis);
          kinds.push((await next.deliverOnce(key, ending(delivered))).kind);
        }
        expect(kinds).toEqual(['claimed-elsewhere', 'claimed-elsewhere', 'delivered']);
      });

      it('is claimed for as long as the present invocation lasts, not for as long as the first did', async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: start });
        const tableName = await tables.createTable();
        const environment = environmentOf(tableName, tables.client, 60_000);
        environment.beginInvocation({ getRemainingTimeInMillis: () => 5_000 } as Context);
        const began = Promise.withResolvers<DeliveryOutcome>();
        void environment.deliverOnce(key, () => {
          began.resolve(delivered);
          return never();
        });
        await began.promise;
        vi.setSystemTime(start + 5_001);
        expect(await environmentOf(tableName).deliverOnce(key, ending(delivered))).toEqual(
          delivered,
        );
      });

      it('fifty times at once, in two environments, is made once', async () => {
        const tableName = await tables.createTable();
        const environments = [environmentOf(tableName), environmentOf(tableName)];
        const work = ending(delivered);
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, n) => environments[n % 2]?.deliverOnce(key, work)),
        );
        const kinds = outcomes.map((outcome) =>
          outcome?.kind === 'delivered' && outcome.remembered ? 'remembered' : outcome?.kind,
        );
        const counts = Map.groupBy(kinds, (kind) => kind);
        expect(work.count()).toBe(1);
        expect(counts.get('delivered')).toHaveLength(1);
        expect(
          (counts.get('remembered')?.length ?? 0) + (counts.get('claimed-elsewhere')?.length ?? 0),
        ).toBe(49);
      });

      it('fifty times at once and failing, is never made twice at a time', async () => {
        const { deliverOnce } = await makeEnvironment();
        let running = 0;
        let most = 0;
        const work = async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return failed;
        };
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, () => deliverOnce(key, work)),
        );
        expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(
          new Set(['failed', 'claimed-elsewhere']),
        );
        expect(most).toBe(1);
      });

      it('beside one of another key does not mix with it', async () => {
        const { deliverOnce } = await makeEnvironment();
        const keys = Array.from({ length: 20 }, (_, n) => key.replace(':1:', `:${n + 1}:`));
        const deliverAll = () =>
          Promise.all(
            keys.map((one, n) =>
              deliverOnce(one, async () => ({ ...delivered, wmsOrderId: `WMS-${n + 1}` })),
            ),
          );
        const idsOf = (outcomes: Awaited<ReturnType<typeof deliverAll>>) =>
          outcomes.map((outcome) =>
            outcome.kind === 'delivered' ? outcome.wmsOrderId : outcome.kind,
          );
        const expected = Array.from({ length: 20 }, (_, n) => `WMS-${n + 1}`);
        expect([idsOf(await deliverAll()), idsOf(await deliverAll())]).toEqual([
          expected,
          expected,
        ]);
      });
    });

    describe('a table that is away', () => {
      it('keeps everything from being sent', async () => {
        const work = ending(delivered);
        const { deliverOnce } = environmentOf('no-such-table');
        expect(await deliverOnce(key, work)).toEqual({ kind: 'state-unreachable' });
        expect(work.count()).toBe(0);
      });
    });
  });
};
