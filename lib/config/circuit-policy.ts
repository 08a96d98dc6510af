/**
 * The settings of the circuit: when it opens, how it is probed, how long what it holds back stays hidden
 * (DESIGN section 4). Every time is in the unit its name ends in.
 */
import * as z from 'zod';

const seconds = (max: number) => z.number().positive().max(max);
const share = z.number().positive().max(1);

export const circuitSchema = z.strictObject({
  /** What is known of the circuit is read again when it is older than this. */
  cacheMillis: z.int().min(0).max(10_000).default(1_000),
  /** Failures are remembered, and successes written, for so long after the next try of what failed. */
  watchSeconds: seconds(86_400).default(900),
  /** So many different orders must have failed since the last success. Below 2 one order could open it. */
  ordersToOpen: z.int().min(2).max(10).default(3),
  /** One environment opens it alone on this share of failures among so many attempts of this time. */
  rateWindowSeconds: seconds(600).default(30),
  rateAttemptsMin: z.int().min(2).max(1_000).default(10),
  rateFailureShare: share.default(0.5),
  /** A probe's lease, which ends by itself. Longer than an attempt's timeout. */
  probeLeaseMillis: z.int().min(100).max(60_000).default(3_000),
  /** Between probes: a share of the outage's age within bounds, at first and later. */
  probeEarlySeconds: z.number().min(0).max(86_400).default(600),
  probeEarlyShare: share.default(0.1),
  probeEarlySecondsMax: seconds(43_200).default(15),
  probeLateShare: share.default(0.05),
  probeSecondsMin: seconds(3_600).default(5),
  probeSecondsMax: seconds(43_200).default(1_800),
  /** An order that failed in this outage leaves the probe to others for so long. */
  probeYieldSeconds: z.number().min(0).max(60).default(2),
  /** A message that waits is hidden for a share of the outage's age, less up to the jitter's share. */
  deferShare: share.default(0.05),
  deferSecondsMin: seconds(3_600).default(5),
  deferSecondsMax: seconds(43_200).default(1_800),
  deferJitterShare: z.number().min(0).max(0.9).default(0.1),
  /** Nor for less than this share of its own waiting: outages that follow each other add up. */
  deferWaitedShare: z.number().min(0).max(1).default(0.04),
  /** A message that meets a running probe is hidden for so long. */
  probeRunningSecondsMin: seconds(60).default(3),
  probeRunningSecondsMax: seconds(60).default(5),
  /** Messages hidden by the same pause come back spread over so long. */
  pauseSpreadSeconds: z.number().min(0).max(60).default(3),
  /** A pause that lasts longer is an outage: what it holds back is hidden like in one. */
  pauseOutageSeconds: seconds(86_400).default(300),
});
export type CircuitSettings = z.output<typeof circuitSchema>;
