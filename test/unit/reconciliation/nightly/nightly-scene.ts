/**
 * A shop, its bridge and its WMS in memory, and the nightly comparison of the three. What is planted was done
 * long ago; then a night begins, and slices go on with it.
 */
import { judgeVersion } from '../../../../lib/delivery/version-guard.ts';
import { contentHash, type NormalOrder } from '../../../../lib/order/normal-order.ts';
import { parseMessage } from '../../../../lib/order/order-message.ts';
import { instantOf } from '../../../../lib/order/order-record.ts';
import { makeNightly } from '../../../../lib/reconciliation/nightly/nightly.ts';
import type {
  NightlyShared,
  OpenedFile,
  ReportStore,
} from '../../../../lib/reconciliation/nightly/nightly-ports.ts';
import type { NightlyReport } from '../../../../lib/reconciliation/nightly/nightly-report.ts';
import type { SliceSettings } from '../../../../lib/reconciliation/nightly/nightly-slice.ts';
import type { NightlyShop } from '../../../../lib/reconciliation/nightly/told-nightly.ts';
import { sendRepair } from '../../../../lib/reconciliation/send-repair.ts';
import { demoShop } from '../../../builders/shopify-order.ts';
import { makeFakeNightlyLease, makeFakeNightlyStore } from '../../../fakes/nightly-store.ts';
import { makeFakeWmsList } from '../../../fakes/wms-list.ts';
import { makeReconcileScene, type RunOptions, type SceneOptions } from '../reconcile-scene.ts';
import { type Around, watched } from '../watched-ports.ts';

export const nightlySettings: SliceSettings = {
  nightlyHourUtc: 2,
  batchDays: 3,
  graceSeconds: 120,
  pacePerSecond: 5,
  testOrders: true,
};

export type NightlySceneOptions = SceneOptions & {
  readonly nightlySettings?: Partial<SliceSettings>;
  /** Bytes of a piece of a file. @default 97: lines lie across pieces */
  readonly pieceBytes?: number;
  readonly wmsPage?: number;
};

const sliceMillis = 60_000;
export const hour = 3_600_000;

export const makeNightlyScene = (options: NightlySceneOptions = {}) => {
  const { pieceBytes = 97, wmsPage = 3, nightlySettings: given, ...sceneOptions } = options;
  const objects = new Map<string, string>();
  const stores = new Map<string, ReturnType<typeof makeFakeNightlyStore>>();
  const lease = makeFakeNightlyLease();
  let isFree = true;
  let cutAt: number | undefined;
  const store: ReportStore = {
    put: async (key, body) => {
      objects.set(key, body);
    },
    get: async (key) => {
      const body = objects.get(key);
      return body === undefined ? undefined : new TextEncoder().encode(body);
    },
  };
  const storeOf = (shop: string) => {
    const known = stores.get(shop) ?? makeFakeNightlyStore();
    stores.set(shop, known);
    return known;
  };
  const scene = makeReconcileScene({
    ...sceneOptions,
    nightly: (ports, around) => {
      const shared: NightlyShared = {
        deployment: 'test',
        lease,
        store,
        readExport: async (url, from) => openBytes(scene.shop().bulks.file(url), from),
        listWms: wms.list,
        isWmsFree: async () => isFree,
        sendRepair,
        memory: () => ({ rssBytes: 100_000_000, heapBytes: 50_000_000 }),
      };
      const nightlyOf = (shop: string) => watchStore(storeOf(shop), around);
      const all = { ...ports, ...watchShared(shared, around), nightlyOf };
      return makeNightly(all, { ...nightlySettings, ...given });
    },
  });
  const wms = makeFakeWmsList(scene.now, wmsPage);

  const openBytes = (bytes: Buffer, from: number): OpenedFile => {
    let at = from;
    return {
      kind: 'open',
      close: async () => undefined,
      next: async () => {
        if (cutAt !== undefined && at >= cutAt) {
          cutAt = undefined;
          return { kind: 'unavailable', cause: 'cut' };
        }
        if (at >= bytes.length) return { kind: 'end' };
        const piece = bytes.subarray(at, at + pieceBytes);
        at += piece.length;
        return { kind: 'piece', bytes: piece };
      },
    };
  };

  const slice = async (run: RunOptions = {}, request: object = {}): Promise<NightlyShop[]> => {
    const end = scene.now() + sliceMillis;
    const answer = await scene.run(
      { action: 'nightly', ...request },
      { remainingMillis: () => end - scene.now(), ...run },
    );
    if (answer.kind !== 'nightly') throw new Error(`answered ${JSON.stringify(answer)}`);
    return [...answer.shops];
  };

  return {
    ...scene,
    wms,
    slice,
    /** A person has it begun; then the schedule goes on with it, until it is over. */
    night: async (run: RunOptions = {}, slicesMax = 60): Promise<NightlyReport> => {
      await slice(run, { begin: true, by: 'ada' });
      for (let slices = 0; slices < slicesMax; slices++) {
        const item = await storeOf(demoShop).read();
        if (item?.current === null && item.last) return reportAt(objects, item.last.report);
        scene.pass(60_000);
        await slice(run);
      }
      throw new Error('the comparison did not come to its end');
    },
    item: (shop = demoShop) => storeOf(shop).read(),
    objects,
    report: (key: string): NightlyReport => reportAt(objects, key),
    setWmsFree: (given: boolean) => {
      isFree = given;
    },
    /** The next file ends after so many bytes. */
    cutFile: (at: number) => {
      cutAt = at;
    },
    /** The WMS takes all that is on the queue, and the records say so. */
    bring: async (): Promise<void> => {
      for (let received = await scene.queue.receive(); received.length > 0; ) {
        for (const { body, receiptHandle } of received) {
          const parsed = parseMessage(body);
          if (parsed.kind !== 'message') throw new Error('no message');
          await deliver(parsed.message.data);
          await scene.queue.remove(receiptHandle);
        }
        received = await scene.queue.receive();
      }
    },
  };

  async function deliver(data: {
    readonly order: NormalOrder;
    readonly hash: string;
    readonly generation?: number;
  }): Promise<void> {
    const { order, hash, generation: asked } = data;
    const record = await scene.records.readRecord(order.shop, order.orderId);
    const verdict = judgeVersion({ version: order.version, hash }, record, []);
    const isRepair = asked !== undefined && asked > (record.decided?.generation ?? -1);
    if (!isRepair && verdict.kind !== 'fresh') return;
    wms.take(order);
    const generation = asked ?? (verdict.kind === 'fresh' ? verdict.generation : 0);
    await scene.records.markDecided(order, {
      ...{ version: order.version, instant: instantOf(order.version), hash, generation },
      ...{ at: new Date(scene.now()).toISOString(), outcome: 'delivered' },
    });
  }
};
export type NightlyScene = ReturnType<typeof makeNightlyScene>;

const reportAt = (objects: ReadonlyMap<string, string>, key: string): NightlyReport =>
  JSON.parse(objects.get(`${key}.json`) ?? 'null') as NightlyReport;

const watchStore = (store: ReturnType<typeof makeFakeNightlyStore>, around: Around) => ({
  read: watched(around, 'nightly.read', store.read),
  replace: watched(around, 'nightly.replace', store.replace),
});

const watchShared = (shared: NightlyShared, around: Around): NightlyShared => ({
  ...shared,
  lease: {
    take: watched(around, 'lease.take', shared.lease.take),
    giveBack: watched(around, 'lease.giveBack', shared.lease.giveBack),
  },
  store: {
    put: watched(around, 'store.put', shared.store.put),
    get: watched(around, 'store.get', shared.store.get),
  },
  listWms: watched(around, 'wms.list', shared.listWms),
  isWmsFree: watched(around, 'wms.isFree', shared.isWmsFree),
});

/** An order that was accepted and delivered as it is in Shopify now. */
export const deliverNow = async (scene: NightlyScene, order: NormalOrder): Promise<void> => {
  await scene.webhook(order);
  await scene.bring();
};

/** The record says that it was delivered, and nothing was. */
export const decide = async (
  scene: NightlyScene,
  order: NormalOrder,
  given: { readonly outcome?: 'delivered' | 'not_sent'; readonly sentInstant?: number } = {},
): Promise<void> => {
  const { version } = order;
  const at = new Date(scene.now()).toISOString();
  const facts = { version, instant: instantOf(version), hash: contentHash(order), at };
  await scene.records.markAccepted(order.shop, order.orderId, { ...facts, source: 'webhook' });
  await scene.records.markDecided(order, {
    ...{ ...facts, generation: 0, outcome: 'delivered' },
    ...given,
  });
};
