/**
 * The settings of the alarms: who is told, and from which number and for how long something must be seen
 * (DESIGN section 6, whose table has the defaults). Every time is in the unit its name ends in.
 */
import * as z from 'zod';

/** CloudWatch evaluates at most a day of one-minute values. */
export const dayMinutes = 1_440;
/** What is looked at in steps of five minutes. */
export const stepMinutes = 5;

/** The longest that CloudWatch looks back, in periods of an hour or more. */
const weekMinutes = 7 * dayMinutes;

/** So many one-minute values. */
const minutes = (max: number) => z.int().min(1).max(max);
/** An age that a gauge tells in seconds: parts of a minute count, so that a test can divide it. */
const age = (max: number) => z.number().positive().max(max);
const inSteps = (max: number) => z.int().min(stepMinutes).max(max).multipleOf(stepMinutes);
/** Each one has to confirm that it wants the mails. */
const addresses = z.array(z.email()).max(10).default([]);

export const alarmSchema = z.strictObject({
  /**
   * Pages go to PagerDuty. Set it once the pager's secret holds the integration's address: the deploy reads
   * it from there, and fails where it is not set.
   */
  pagerDuty: z.boolean().default(false),
  /** E-mail addresses that pages, or tickets, go to as well. */
  pageEmail: addresses,
  ticketEmail: addresses,
  /** The runbook, as a person on call can open it: `#` and the alarm's key are put behind it. */
  runbookUrl: z
    .string()
    .regex(/^[^\s#]{1,200}$/, 'must be an address without spaces and without #')
    .default('docs/RUNBOOK.md'),
  /** Page where no order at all came for so long. Off unless set: only the shop's owner knows its nights. */
  silenceMinutes: inSteps(dayMinutes).optional(),
  /** Whether a test page is sent every six days by itself; that none arrived in seven is a ticket. */
  weeklyPageTest: z.boolean().default(true),
  /** No page was delivered for so long, not even the weekly test: up to a day, or whole days up to seven. */
  untestedMinutes: z
    .int()
    .min(stepMinutes)
    .max(weekMinutes)
    .refine(
      (given) => given % (given > dayMinutes ? dayMinutes : stepMinutes) === 0,
      `must be steps of ${stepMinutes} up to ${dayMinutes}, or whole days (${dayMinutes}) up to ${weekMinutes}`,
    )
    .default(weekMinutes),

  /** Webhook received to WMS confirmed: the slowest order of a minute pages from here on. */
  latencySecondsMax: z.number().positive().max(3_600).default(60),
  /** The target: 95 of 100 orders are quicker, or it is a ticket. */
  latencyTargetSeconds: z.number().positive().max(3_600).default(30),
  /** Latency that a circuit explains which was open within this time pages nobody. */
  circuitRecentMinutes: minutes(120).default(10),
  /** More messages on the orders queue are a ticket, and a page once the circuit has been closed for long. */
  queueDepthMax: z.int().min(0).max(100_000).default(50),
  /** An order that waits longer pages once the circuit has been closed for long. */
  waitingSecondsMax: z.number().positive().max(86_400).default(60),
  /** So long closed and unpaused, an open circuit explains no longer what waits. */
  circuitClosedMinutes: age(120).default(3),
  /** A circuit that failures opened pages after so long; and so does nothing but 429. */
  circuitOpenMinutes: age(120).default(5),
  throttledMinutes: age(120).default(5),
  /** Errors and throttles page where so many of so many minutes had one. */
  failingMinutes: minutes(60).default(2),
  failingOfMinutes: minutes(60).default(3),
  /** Messages wait and deliver-order is not invoked for so long. */
  idleMinutes: minutes(60).default(3),
  /** SQS's own age of the oldest message. It leaves out those that were received three times. */
  queueAgeMinutes: age(dayMinutes).default(15),
  /** Messages in flight: FIFO queues stop at 120,000. */
  inFlightMax: z.int().min(1).max(120_000).default(60_000),
  /** accept-webhook took so long, or all the time that it has. Shopify gives up after 5 s. */
  slowWebhookMillis: z.int().min(100).max(5_000).default(4_000),
  /** Signatures rejected within five minutes. */
  rejectedSignatures: z.int().min(1).max(100_000).default(5),
  /** No webhook was accepted for so long, while signatures were rejected and an order was missed. */
  unheardMinutes: minutes(dayMinutes).default(15),
  /** The oldest order in Shopify without a delivered version. */
  driftMinutes: age(dayMinutes).default(10),
  /** No shop was polled for so long. */
  reconcileSilentMinutes: inSteps(dayMinutes).default(30),
  /**
   * A new stage pages for nothing that has never run so soon: whoever deploys it is there, and sets its
   * secrets first. What has still not run then pages.
   */
  settledMinutes: minutes(dayMinutes).default(30),
  /** No heartbeat of watch-bridge for so long. */
  watchSilentMinutes: minutes(60).default(5),
  /** A parked order pages, and more of its class join that page for so long. */
  parkedMinutes: minutes(dayMinutes).default(15),
  /** The oldest dead letter. SQS deletes it after 14 days. */
  letterDaysMax: z.number().positive().max(13).default(7),
  /** Since the WMS's credentials were set. */
  wmsSecretDaysMax: z.int().min(1).max(3_650).default(90),
  /** A message of a newer schema waits: a deploy is half done for too long. */
  newerSchemaMinutes: age(dayMinutes).default(15),
  /** Left until Shopify ends the Admin API's version that is used. */
  apiVersionDaysMin: z.int().min(1).max(365).default(30),
});
export type AlarmSettings = z.output<typeof alarmSchema>;

/** What the settings contradict: each one sentence that names the key and the fix. */
export const alarmFaults = (alarms: AlarmSettings, pollMinutes: number): string[] => {
  const notAbove = (low: keyof AlarmSettings, high: keyof AlarmSettings): string[] =>
    Number(alarms[low]) > Number(alarms[high])
      ? [`alarms.${low}: is ${alarms[low]}, must not exceed alarms.${high} (${alarms[high]})`]
      : [];
  return [
    ...notAbove('latencyTargetSeconds', 'latencySecondsMax'),
    ...notAbove('failingMinutes', 'failingOfMinutes'),
    ...(alarms.reconcileSilentMinutes < 2 * pollMinutes
      ? [
          `alarms.reconcileSilentMinutes: is ${alarms.reconcileSilentMinutes}, must be at least twice reconciliation.everyMinutes (${pollMinutes}), or one late run pages`,
        ]
      : []),
  ];
};
