/** Each function's bundle: bytes, import time and contents, as tables and bounds. */
import { bundleBytesMax, type FunctionName, functionNames } from '../bundle-budgets.ts';
import type { Section, Watch } from '../section.ts';
import { type Contents, contentsOf } from './bundle-contents.ts';
import { openLocalFunctions } from './local-functions.ts';
import { type ImportTime, importsEach, nothingName, timeImports } from './time-imports.ts';

/** Of accept-webhook: Shopify waits for its cold start. */
const acceptBytesMax = 400_000;
const acceptMillisMax = 85;
const partsShown = 8;

export const measureCold = async ({ tell }: Watch): Promise<Section> => {
  tell('bundling');
  const functions = await openLocalFunctions();
  try {
    const times = await timeImports(functions.specs, tell);
    const contents = new Map<FunctionName, Contents>();
    for (const name of functionNames) contents.set(name, await contentsOf(name));
    return sectionOf(times, contents);
  } finally {
    await functions.close();
  }
};

const sectionOf = (
  times: readonly ImportTime[],
  contents: ReadonlyMap<FunctionName, Contents>,
): Section => {
  const bytesOf = (name: string) => contents.get(name as FunctionName)?.bytes;
  const accept = times.find(({ name }) => name === 'accept-webhook')?.median ?? 0;
  const acceptBytes = bytesOf('accept-webhook') ?? 0;
  return {
    tables: [
      {
        title: `Import in a fresh Node.js ${process.version}, median of ${importsEach} in turns`,
        head: ['function', 'bytes', 'budget', 'median', 'least'],
        rows: times.map(({ name, median, least }) => [
          name,
          String(bytesOf(name) ?? ''),
          String(bundleBytesMax[name as FunctionName] ?? ''),
          ...[median, least].map((millis) => `${millis.toFixed(0)} ms`),
        ]),
      },
      {
        title: 'What is in each bundle, bytes',
        head: ['function', 'the largest parts'],
        rows: [...contents].map(([name, { parts }]) => [
          name,
          parts
            .slice(0, partsShown)
            .map((part) => `${part.name} ${part.bytes}`)
            .join(', '),
        ]),
      },
    ],
    plots: '',
    bounds: [
      {
        what: 'the bundle of accept-webhook',
        ...{ measured: `${acceptBytes} bytes`, bound: `≤ ${acceptBytesMax}` },
        kept: acceptBytes <= acceptBytesMax,
      },
      {
        what: `its import (${nothingName}: ${times[0]?.median.toFixed(0)} ms)`,
        ...{ measured: `${accept.toFixed(0)} ms`, bound: `≤ ${acceptMillisMax} ms` },
        kept: accept <= acceptMillisMax,
      },
    ],
    json: { times, contents: Object.fromEntries(contents) },
  };
};
