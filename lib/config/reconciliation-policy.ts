/**
 * The settings of reconciling: how often Shopify is asked what changed, how far back, and how much of it
 * at once (DESIGN section 3, reconcile-orders). Every time is in the unit its name ends in.
 */
import * as z from 'zod';

/** Where every shop has its Admin API. */
export const shopAdminUrl = (domain: string): string => `https://${domain}/admin`;

/** More seldom no stage may run: a run that is missing would be noticed too late. */
export const runsMinutesMax = 15;

export const reconciliationSchema = z.strictObject({
  /** Shopify is asked so often what changed. */
  everyMinutes: z.int().min(1).max(runsMinutesMax).default(4),
  /** What is younger is left to its webhook, which may be on its way. */
  graceSeconds: z.number().min(0).max(3_600).default(120),
  /** What was asked already is asked again for so long: Shopify's search may lag behind its orders. */
  overlapSeconds: z.number().min(0).max(86_400).default(300),
  /** How far the first run of all reaches back; further back is `bridge reconcile --since`. */
  firstHours: z.number().positive().max(1_440).default(24),
  /** Pages of up to 250 orders that one run handles; the next run goes on from there. */
  pagesPerRun: z.int().min(1).max(1_000).default(40),
  /**
   * Orders per second that reconciling puts on the queue at most, for all shops together. Live orders have the
   * rest of the WMS's pace: at its full pace everything that comes waits behind what was missed.
   */
  pacePerSecond: z.number().positive().max(10_000).default(5),
  /** How far the nightly comparison reaches back. Without `read_all_orders` Shopify shows 60 days. */
  batchDays: z.number().positive().max(60).default(3),
  /** How long the reports of the nightly comparison are kept; S3 then deletes them. */
  reportDays: z.int().min(1).max(3_650).default(90),
  /** Whether Shopify, the records and the WMS are compared every night; on demand they can be all the same. */
  nightly: z.boolean().default(true),
  /** The hour of the day at which that begins, in UTC. */
  nightlyHourUtc: z.int().min(0).max(23).default(2),
  /** While a comparison is under way it is gone on with so often: nothing in it waits for Shopify. */
  nightlyEveryMinutes: z.int().min(1).max(runsMinutesMax).default(1),
  /**
   * The share of `wms.limitPerSecond` that the comparison may use for the list of the WMS. Together with what
   * deliveries may use it stays within 95 %.
   */
  wmsShare: z.number().positive().max(0.5).default(0.05),
  /**
   * Whether Shopify is asked every hour if it still sends webhooks. Off where the app's own configuration
   * file declares them: the Admin API does not list those, and Shopify does not remove them.
   */
  watchSubscriptions: z.boolean().default(true),
  /** Where the Admin API of every shop is, without `/api/…`. Only for a stage that is local. */
  adminUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type ReconciliationSettings = z.output<typeof reconciliationSchema>;

/** What the settings contradict: each one sentence that names the key and the fix. */
export const reconciliationFaults = (
  { graceSeconds, overlapSeconds, firstHours, adminUrl }: ReconciliationSettings,
  local: boolean,
): string[] => {
  const firstSeconds = firstHours * 3_600;
  return [
    ...(graceSeconds + overlapSeconds > firstSeconds
      ? [
          `reconciliation.firstHours: is ${firstSeconds} s, must be at least reconciliation.graceSeconds and reconciliation.overlapSeconds together (${graceSeconds + overlapSeconds})`,
        ]
      : []),
    ...(adminUrl !== undefined && !local
      ? [
          'reconciliation.adminUrl: is for a stage that is local only; a deployed one asks each shop at its own domain, and its credentials go nowhere else',
        ]
      : []),
  ];
};
