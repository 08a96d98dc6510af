/**
 * The two loads that are promised, and what they need of the stack: ten times the expected peak with what
 * is shipped, and twelve times that with a WMS that takes more.
 */
import type { Settings } from '../../cdk/local/local-settings.ts';

export type ProvedLoad = {
  readonly name: string;
  readonly perMinute: number;
  readonly settings: Settings;
};

/** Each takes a request for so long. */
export const wmsMillis = 100;
/** Of the slowest in a hundred, from the due time to the WMS. */
export const endToEndMillisMax = 2_000;

/** The full length, which `npm run bench` and a person run. */
export const fullSeconds = 600;
/** The same load for a shorter time, in continuous integration. */
export const briefSeconds = 120;

export const provedLoads: readonly ProvedLoad[] = [
  { name: '50 orders a minute', perMinute: 50, settings: {} },
  {
    name: '600 orders a minute',
    perMinute: 600,
    // Ten orders a second need a WMS that takes more than the shipped ten requests a second.
    settings: { wms: { limitPerSecond: 60, pacePerSecond: 10.8 } },
  },
];
