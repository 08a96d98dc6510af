/** A webhook's work against Shopify's library, as tables and bounds. */
import { readFileSync } from 'node:fs';
import type { Section, Watch } from '../section.ts';
import { makeBodies } from './bodies.ts';
import { type Comparison, compare, type Timing } from './compare.ts';
import { headersOf, makeOurs, makeTheirs } from './contestants.ts';

/** As it is installed, which an older npm may have chosen otherwise. */
const { version } = JSON.parse(
  readFileSync(
    new URL('../../../node_modules/@shopify/shopify-api/package.json', import.meta.url),
    'utf8',
  ),
) as { readonly version: string };

const ratioMin = 2;
const roundsOf = (bytes: number): number => (bytes > 100_000 ? 200 : 3_000);

export const measureReceiver = async ({ tell }: Watch): Promise<Section> => {
  const measured: { name: string; bytes: number; comparison: Comparison }[] = [];
  for (const { name, text } of makeBodies()) {
    tell(`a webhook of ${name}`);
    const [bytes, headers] = [Buffer.byteLength(text), headersOf(text)];
    const contestants = [makeOurs(headers), makeTheirs(headers)] as const;
    const comparison = await compare(text, roundsOf(bytes), ...contestants);
    measured.push({ name, bytes, comparison });
  }
  return {
    tables: [
      {
        title: `A webhook's work before AWS is asked, against @shopify/shopify-api ${version}`,
        head: ['body', 'bytes', 'who', 'p50', 'p99', 'a second', 'times as fast'],
        rows: measured.flatMap(({ name, bytes, comparison: { ours, theirs, ratio } }) => [
          [name, String(bytes), 'accept-webhook', ...cellsOf(ours), ratio.toFixed(2)],
          [name, String(bytes), 'validate + JSON.parse', ...cellsOf(theirs), ''],
        ]),
      },
    ],
    plots: '',
    bounds: measured.map(({ name, comparison: { ratio } }) => ({
      what: `a webhook of ${name}: times as fast as the library`,
      ...{ measured: ratio.toFixed(2), bound: `≥ ${ratioMin}`, kept: ratio >= ratioMin },
    })),
    json: { version, measured },
  };
};

const cellsOf = ({ p50, p99, perSecond }: Timing): readonly string[] => [
  ...[p50, p99].map((micros) => `${Math.round(micros)} µs`),
  String(Math.round(perSecond)),
];
