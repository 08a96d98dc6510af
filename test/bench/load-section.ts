/** The promised loads, and growing ones until the stack falls behind; as tables, plots and bounds. */
import { type Axis, dots, type Frame, levelLine, plotOf, steps } from '../../cdk/report/plot.ts';
import { durationOf } from '../../cdk/report/table.ts';
import { startWarmBridge } from '../end-to-end/bridge.ts';
import {
  briefSeconds,
  endToEndMillisMax,
  fullSeconds,
  provedLoads,
  wmsMillis,
} from './load-proofs.ts';
import { type LocalLoadFigures, runLocalLoad } from './local-load.ts';
import { loadTable, type NamedFigures, runProvedLoad } from './proved-load.ts';
import type { Bound, Section, Watch } from './section.ts';

export const measureLoads = async (full: boolean, { tell, left }: Watch): Promise<Section> => {
  const seconds = full ? fullSeconds : briefSeconds;
  const measured: NamedFigures[] = [];
  for (const load of provedLoads) {
    const told = (text: string) => tell(`${load.name}: ${text}`);
    measured.push({ name: load.name, figures: await runProvedLoad(load, seconds, told, left) });
  }
  const table = loadTable(measured);
  return {
    tables: [{ ...table, title: `${table.title}, ${seconds / 60} minutes each` }],
    plots: '',
    bounds: measured.flatMap(boundsOf),
    json: { seconds, measured },
  };
};

const boundsOf = ({ name, figures }: NamedFigures): readonly Bound[] => [
  {
    what: `${name}: each order at the WMS, once`,
    measured: `${figures.wms.once} of ${figures.planned}`,
    bound: 'all',
    kept: arrivedOnce(figures),
  },
  {
    what: `${name}: from due to the WMS, p99`,
    ...{ measured: durationOf(figures.endToEnd.p99), bound: `< ${durationOf(endToEndMillisMax)}` },
    kept: figures.endToEnd.p99 < endToEndMillisMax,
  },
];

const arrivedOnce = ({ planned, wms, ends }: LocalLoadFigures): boolean =>
  wms.once === planned && wms.more === 0 && wms.violations === 0 && ends.delivered === planned;

/** Orders a minute; each step doubles, the last ones are beyond what two cores do. */
const rates = [50, 300, 600, 1_200, 2_400, 4_800] as const;
const stepSeconds = 30;
/** Slower than this to the WMS in half of all orders, it no longer keeps up. */
const keepsUpMillis = 5_000;
const unlimited = { wms: { limitPerSecond: 1_000, pacePerSecond: 180 } } as const;
const endSecondsMax = 300;

type Step = { readonly perMinute: number; readonly figures: LocalLoadFigures };

/** One stack, step after step; the step that it does not keep up with is the last. */
export const measureSaturation = async ({ tell, left }: Watch): Promise<Section> => {
  const bridge = await startWarmBridge(unlimited);
  const taken: Step[] = [];
  try {
    bridge.wms.faults.set([{ kind: 'slow', at: 'orders', millis: wmsMillis }]);
    for (const perMinute of rates) {
      const load = { shape: 'steady', perMinute, seconds: stepSeconds, endSecondsMax } as const;
      const told = (text: string) => tell(`${perMinute} a minute: ${text}`);
      const figures = await runLocalLoad(bridge, load, told, left);
      taken.push({ perMinute, figures });
      if (figures.endToEnd.p50 > keepsUpMillis) break;
    }
  } finally {
    await bridge.close();
  }
  return saturationSection(taken);
};

const saturationSection = (taken: readonly Step[]): Section => {
  const kept = taken.filter(({ figures }) => figures.endToEnd.p50 <= keepsUpMillis).at(-1);
  const table = loadTable(
    taken.map(({ perMinute, figures }) => ({ name: `${perMinute} a minute`, figures })),
  );
  return {
    tables: [
      {
        ...table,
        title: `Growing rates, ${stepSeconds} s each: kept up with ${kept?.perMinute ?? 0} orders a minute`,
      },
    ],
    plots: saturationPlot(taken),
    bounds: taken.map(({ perMinute, figures }) => ({
      what: `${perMinute} a minute: each order at the WMS, once`,
      measured: `${figures.wms.once} of ${figures.planned}`,
      ...{ bound: 'all', kept: arrivedOnce(figures) },
    })),
    json: { taken },
  };
};

const axisOf = (min: number, max: number, ticks: readonly (readonly [number, string])[]): Axis => ({
  ...{ min, max, logarithmic: true },
  ticks: ticks.map(([at, label]) => ({ at, label })),
});

const saturationPlot = (taken: readonly Step[]): string => {
  const frame: Frame = {
    title: 'From due to the WMS by rate: half of the orders (line), 99 in 100 (dots), 2 s',
    says: taken
      .map(({ perMinute, figures }) => `${perMinute} a minute: ${figures.endToEnd.p99} ms`)
      .join('; '),
    x: axisOf(40, 6_000, [
      [50, '50/min'],
      [600, '600'],
      [4_800, '4800'],
    ]),
    y: axisOf(10, 1_000_000, [
      [10, '10 ms'],
      [100, '0.1 s'],
      [1_000, '1 s'],
      [10_000, '10 s'],
      [100_000, '100 s'],
    ]),
  };
  const at = (of: (figures: LocalLoadFigures) => number) =>
    taken.map(({ perMinute, figures }) => [perMinute, of(figures)] as const);
  return plotOf(
    frame,
    (place) =>
      `${levelLine(place, frame, endToEndMillisMax)}${steps(
        place,
        at(({ endToEnd }) => endToEnd.p50),
      )}<g class="main">${dots(
        place,
        at(({ endToEnd }) => endToEnd.p99),
      )}</g>`,
  );
};
