/**
 * The settings under which the alarms are proved: a minute of theirs lasts two seconds, and what they compare
 * is divided likewise. What cannot be divided is a process: a function's time stays in seconds, and with it
 * the visibility timeout.
 */
import type { Settings } from '../../../cdk/local/local-settings.ts';
import { dividedAlarms, dividedSettings, dividedWaits } from '../../recovery/divided.ts';

export const minuteMillis = 2_000;
const divisor = 60_000 / minuteMillis;

const waits = dividedWaits(divisor);

/** The slowest that a process may be without being taken for stuck; six of them hide a message. */
const functionTimeoutSeconds = 5;
export const visibilitySeconds = 6 * functionTimeoutSeconds;

/** Orders in flight that a test can make. */
export const inFlightMax = 45;
export const queueDepthMax = 50;
/** A webhook that takes so long is slow, as a stopped process makes it. */
export const slowWebhookMillis = 1_500;
export const latencyTargetSeconds = 1.2;

/** A message that is held is received every second or two, until it has waited too long. */
export const receivesMax = 150;

/** Longer than any other scene lets an order wait. */
export const expiredSeconds = 75;

/** Where nothing is broken for so long nothing is told, either. */
const untestedMinutes = 20;

export const settings = {
  wms: dividedSettings(divisor).wms,
  circuit: waits.circuit,
  delivery: {
    ...waits.delivery,
    functionTimeoutSeconds,
    visibilitySeconds,
    deadlineMillis: 2_500,
    reserveMillis: 300,
    startMillisMin: 800,
    expiredDays: expiredSeconds / 86_400,
    receivesMax,
    // A killed process costs the visibility timeout, each time.
    suspectReceives: 2,
    aloneBegun: 1,
    begunMax: 2,
  },
  reconciliation: { everyMinutes: 2, graceSeconds: 6, overlapSeconds: 10, nightly: false },
  alarms: {
    ...dividedAlarms(divisor),
    inFlightMax,
    queueDepthMax,
    slowWebhookMillis,
    latencyTargetSeconds,
    waitingSecondsMax: 3,
    driftMinutes: 2,
    queueAgeMinutes: 0.7,
    newerSchemaMinutes: 0.05,
    // What is counted in minutes, where a test would wait for nothing else.
    circuitRecentMinutes: 5,
    settledMinutes: 8,
    weeklyPageTest: true,
    untestedMinutes,
    parkedMinutes: 3,
    unheardMinutes: 3,
    silenceMinutes: 10,
    watchSilentMinutes: 8,
    reconcileSilentMinutes: 5,
  },
} satisfies Settings;
