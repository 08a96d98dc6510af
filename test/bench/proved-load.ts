/** Runs one of the promised loads on a stack of its own, and tells what came of it as a table. */
import { durationOf, type Table } from '../../cdk/report/table.ts';
import { startWarmBridge } from '../end-to-end/bridge.ts';
import { type ProvedLoad, wmsMillis } from './load-proofs.ts';
import { type LocalLoadFigures, runLocalLoad } from './local-load.ts';

/** What still is under way then is counted as lost. */
const endSecondsMax = 120;
/** Before it, so that every function has its processes: a stage that goes live is not cold either. */
const warming = { shape: 'steady', perMinute: 1_200, seconds: 3, endSecondsMax: 60 } as const;

export const runProvedLoad = async (
  { perMinute, settings }: ProvedLoad,
  seconds: number,
  tell: (text: string) => void,
  left?: AbortSignal,
): Promise<LocalLoadFigures> => {
  const bridge = await startWarmBridge(settings);
  try {
    bridge.wms.faults.set([{ kind: 'slow', at: 'orders', millis: wmsMillis }]);
    await runLocalLoad(bridge, warming, () => tell('warming up'), left);
    const load = { shape: 'steady', perMinute, seconds, endSecondsMax } as const;
    return await runLocalLoad(bridge, load, tell, left);
  } finally {
    await bridge.close();
  }
};

export type NamedFigures = { readonly name: string; readonly figures: LocalLoadFigures };

export const loadTable = (loads: readonly NamedFigures[]): Table => ({
  title: 'Orders through the local stack, latency from the due time',
  head: ['load', 'orders', 'once at the WMS', 'answer p99', 'p50', 'p90', 'p99', 'p99.9', 'max'],
  rows: loads.map(({ name, figures: { planned, wms, door, endToEnd } }) => [
    name,
    String(planned),
    String(wms.once),
    durationOf(door.p99),
    ...[endToEnd.p50, endToEnd.p90, endToEnd.p99, endToEnd.p999, endToEnd.max].map(durationOf),
  ]),
});
