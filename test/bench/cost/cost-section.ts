/** What an order costs, healthy and through an outage, and a month without one; as tables and bounds. */
import type { Table } from '../../../cdk/report/table.ts';
import { openLocalFunctions } from '../cold/local-functions.ts';
import type { Section, Watch } from '../section.ts';
import { type Cost, costOf, dollarsOf } from './cost-model.ts';
import { idleLines } from './idle.ts';
import { type MeasuredFunctions, measureFunctions } from './measure-functions.ts';
import { runPricedDay } from './priced-world.ts';
import { type PriceName, prices } from './prices.ts';
import { callsPerMessage, usageOf } from './usage-of.ts';

/** 50 webhooks a minute, four of them an order. */
export const day = { seed: 1, orders: 500, perMinute: 12.5 } as const;
const outageMinutes = 5;
const dollarsMax = 8;
const callsMax = { accept: 3, deliver: 4 } as const;

export const measureCost = async ({ tell, left }: Watch): Promise<Section> => {
  tell('the template');
  const functions = await openLocalFunctions();
  try {
    const memoryOf = (name: string) =>
      functions.specs.find((spec) => spec.name === name)?.memoryMegabytes ?? 0;
    const memory = {
      'accept-webhook': memoryOf('accept-webhook'),
      'deliver-order': memoryOf('deliver-order'),
    };
    const measured = await measureFunctions(memory, tell, left);
    tell('a day in virtual time');
    const healthy = await runPricedDay({ ...day, outageMinutes: 0 });
    const outage = await runPricedDay({ ...day, outageMinutes });
    const idle = idleLines(functions.template, measured.customMetrics);
    const costs = [healthy, outage].map((priced) => costOf(usageOf(priced, measured)));
    const [healthyCost, outageCost] = costs as [Cost, Cost];
    const calls = callsPerMessage(healthy);
    return {
      tables: [
        costTable('An order (four webhooks, one in twenty twice), the WMS well', healthyCost),
        costTable(`The same, the WMS away for ${outageMinutes} minutes`, outageCost),
        idleTable(idle),
        ownTable(measured),
      ],
      plots: '',
      bounds: [
        atMost('a million webhooks, all in', healthyCost.perMillionWebhooks, dollarsMax, '$'),
        atMost('AWS calls of accept-webhook, each webhook', calls.accept, callsMax.accept),
        // Once in five minutes, and after a turn that was waited for, a little more is read.
        atMost(
          'AWS calls of deliver-order, each message',
          Math.floor(calls.deliver * 10) / 10,
          callsMax.deliver,
        ),
      ],
      json: { measured, healthy, outage, idle, costs, calls },
    };
  } finally {
    await functions.close();
  }
};

const atMost = (what: string, value: number, max: number, unit = '') => ({
  what,
  ...{ measured: `${unit}${value.toFixed(2)}`, bound: `≤ ${unit}${max}`, kept: value <= max },
});

const costTable = (title: string, { lines, ...sums }: Cost): Table => ({
  title,
  head: ['what', 'each order', 'unit', '$ per million orders', '$ per million webhooks'],
  rows: [
    ...lines.map((line) => [
      line.what,
      line.perOrder.toPrecision(3),
      prices[line.price].unit,
      line.dollarsPerMillionOrders.toFixed(2),
      line.dollarsPerMillionWebhooks.toFixed(2),
    ]),
    ['all', '', '', sums.perMillionOrders.toFixed(2), sums.perMillionWebhooks.toFixed(2)],
  ],
});

const idleTable = (lines: ReturnType<typeof idleLines>): Table => {
  const dollars = (price: PriceName, amount: number) => dollarsOf(price, amount);
  const sum = lines.reduce((total, { price, amount }) => total + dollars(price, amount), 0);
  return {
    title: 'The idle stack, each month',
    head: ['what', 'amount', 'unit', '$'],
    rows: [
      ...lines.map(({ what, price, amount }) => [
        ...[what, amount.toFixed(0), prices[price].unit],
        dollars(price, amount).toFixed(2),
      ]),
      ['all', '', '', sum.toFixed(2)],
    ],
  };
};

const ownTable = ({ accept, deliver }: MeasuredFunctions): Table => ({
  title: 'Each invocation on the local stack',
  head: ['function', 'processor', 'metrics', 'lines'],
  rows: Object.entries({ 'accept-webhook': accept, 'deliver-order': deliver }).map(
    ([name, { cpuMillis, metricBytes, lineBytes }]) => [
      name,
      `${cpuMillis.toFixed(1)} ms`,
      `${metricBytes.toFixed(0)} bytes`,
      Object.entries(lineBytes)
        .map(([stage, bytes]) => `${stage} ${bytes.toFixed(0)}`)
        .join(', '),
    ],
  ),
});
