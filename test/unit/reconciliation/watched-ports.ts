/**
 * The ports of a run, each call of them by way of whoever watches: to crash, to let something else happen, or
 * to write down.
 */
import type { ReconcilePorts, RunPorts } from '../../../lib/reconciliation/ports.ts';

export type Around = <Result>(port: string, work: () => Promise<Result>) => Promise<Result>;

export const straight: Around = (_port, work) => work();

type Asked = (...args: never[]) => Promise<unknown>;

export const watched = <Call extends Asked>(around: Around, port: string, call: Call): Call =>
  ((...args: Parameters<Call>) => around(port, () => call(...args))) as Call;

export const watchPorts = (ports: RunPorts, around: Around): RunPorts => {
  const watch = <Call extends Asked>(port: string, call: Call) => watched(around, port, call);
  return {
    ...ports,
    shops: ports.shops.map((shop) => ({ ...shop, ...watchShop(shop, around) })),
    readRecords: watch('readRecords', ports.readRecords),
    enqueue: watch('enqueue', ports.enqueue),
    markAccepted: watch('markAccepted', ports.markAccepted),
    markParked: watch('markParked', ports.markParked),
    markReread: watch('markReread', ports.markReread),
    park: watch('park', ports.park),
    letters: {
      page: watch('letters.page', ports.letters.page),
      settle: watch('letters.settle', ports.letters.settle),
    },
    sleep: watch('sleep', ports.sleep),
  };
};

const watchShop = (
  { admin, watermark, rereads }: Pick<ReconcilePorts, 'admin' | 'watermark' | 'rereads'>,
  around: Around,
): Pick<ReconcilePorts, 'admin' | 'watermark' | 'rereads'> => {
  const watch = <Call extends Asked>(port: string, call: Call) => watched(around, port, call);
  return {
    admin: {
      ...admin,
      changed: watch('admin.changed', admin.changed),
      order: watch('admin.order', admin.order),
      missingScopes: watch('admin.missingScopes', admin.missingScopes),
      subscriptions: watch('admin.subscriptions', admin.subscriptions),
      startBulk: watch('admin.startBulk', admin.startBulk),
      bulk: watch('admin.bulk', admin.bulk),
    },
    watermark: {
      read: watch('watermark.read', watermark.read),
      replace: watch('watermark.replace', watermark.replace),
      noteRun: watch('watermark.noteRun', watermark.noteRun),
    },
    rereads: {
      page: watch('rereads.page', rereads.page),
      remove: watch('rereads.remove', rereads.remove),
    },
  };
};
