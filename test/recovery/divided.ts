/**
 * Settings with all times of the failure policy divided, so that minutes pass in seconds; rates per
 * second are multiplied instead. What dividing changes:
 *
 * - SQS hides a message for whole seconds, rounded up: a wait on the queue lasts up to a second longer
 *   than its divided time, which is why a bound in seconds gets room for each such wait.
 * - An attempt's timeout and a function's are not divided as far: the machine itself is no faster.
 */
import type { Settings } from '../../cdk/local/local-settings.ts';
import { alarmSchema } from '../../lib/config/alarm-policy.ts';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema, wmsSchema } from '../../lib/config/policy.ts';

/** Below this a busy machine's own slowness would be taken for the WMS's. */
const attemptMillisMin = 400;
const connectMillisMin = 200;
/** The same for the time from webhook to WMS. */
const latencySecondsMin = 10;

const alarms = alarmSchema.parse({});
const delivery = deliverySchema.parse({});
const circuit = circuitSchema.parse({});
const { limitPerSecond, pacePerSecond } = wmsSchema
  .pick({ limitPerSecond: true, pacePerSecond: true })
  .parse({});

const millis = (given: number, divisor: number): number => Math.max(1, Math.round(given / divisor));

const dividedDelivery = (divisor: number) => {
  const attemptTimeoutMillis = Math.max(
    attemptMillisMin,
    millis(delivery.attemptTimeoutMillis, divisor),
  );
  const functionTimeoutSeconds = Math.ceil(delivery.functionTimeoutSeconds / divisor);
  return {
    backoffBaseMillis: millis(delivery.backoffBaseMillis, divisor),
    backoffJitterMillis: millis(delivery.backoffJitterMillis, divisor),
    backoffMaxMillis: millis(delivery.backoffMaxMillis, divisor),
    attemptTimeoutMillis,
    connectTimeoutMillis: Math.max(
      connectMillisMin,
      millis(delivery.connectTimeoutMillis, divisor),
    ),
    deadlineMillis: millis(delivery.deadlineMillis, divisor),
    reserveMillis: millis(delivery.reserveMillis, divisor),
    startMillisMin: millis(delivery.startMillisMin, divisor),
    retryAfterSecondsMax: Math.ceil(delivery.retryAfterSecondsMax / divisor),
    putBackSeconds: delivery.putBackSeconds.map((seconds) => seconds / divisor),
    stateUnreachableSeconds: Math.max(1, delivery.stateUnreachableSeconds / divisor),
    stateUnreachableSecondsMax: delivery.stateUnreachableSecondsMax / divisor,
    functionTimeoutSeconds,
    visibilitySeconds: 6 * functionTimeoutSeconds,
  };
};

const dividedCircuit = (divisor: number, attemptTimeoutMillis: number) => ({
  cacheMillis: millis(circuit.cacheMillis, divisor),
  watchSeconds: circuit.watchSeconds / divisor,
  rateWindowSeconds: circuit.rateWindowSeconds / divisor,
  probeLeaseMillis: Math.max(attemptTimeoutMillis + 100, millis(circuit.probeLeaseMillis, divisor)),
  probeEarlySeconds: circuit.probeEarlySeconds / divisor,
  probeEarlySecondsMax: circuit.probeEarlySecondsMax / divisor,
  probeSecondsMin: circuit.probeSecondsMin / divisor,
  probeSecondsMax: circuit.probeSecondsMax / divisor,
  probeYieldSeconds: circuit.probeYieldSeconds / divisor,
  deferSecondsMin: circuit.deferSecondsMin / divisor,
  deferSecondsMax: circuit.deferSecondsMax / divisor,
  probeRunningSecondsMin: circuit.probeRunningSecondsMin / divisor,
  probeRunningSecondsMax: circuit.probeRunningSecondsMax / divisor,
  pauseSpreadSeconds: circuit.pauseSpreadSeconds / divisor,
  pauseOutageSeconds: circuit.pauseOutageSeconds / divisor,
});

/** Only what waits between deliveries and between probes: attempts and pace stay as they are shipped. */
export const dividedWaits = (divisor: number) => {
  const { putBackSeconds, stateUnreachableSeconds, stateUnreachableSecondsMax } =
    dividedDelivery(divisor);
  return {
    delivery: { putBackSeconds, stateUnreachableSeconds, stateUnreachableSecondsMax },
    circuit: dividedCircuit(divisor, delivery.attemptTimeoutMillis),
  } satisfies Settings;
};

/** Divided by 1 they are the shipped ones. */
export const dividedSettings = (divisor: number) => {
  const dividedTimes = dividedDelivery(divisor);
  return {
    wms: {
      limitPerSecond: limitPerSecond * divisor,
      pacePerSecond: pacePerSecond * divisor,
    },
    ...(divisor === 1
      ? {}
      : {
          delivery: dividedTimes,
          circuit: dividedCircuit(divisor, dividedTimes.attemptTimeoutMillis),
        }),
  } satisfies Settings;
};

/**
 * Times that the alarms compare with a gauge's seconds. What they count in minutes is divided by the
 * stack's own minute (`minuteMillis`) instead.
 */
export const dividedAlarms = (divisor: number) =>
  ({
    latencySecondsMax: Math.max(latencySecondsMin, alarms.latencySecondsMax / divisor),
    latencyTargetSeconds: Math.max(latencySecondsMin / 2, alarms.latencyTargetSeconds / divisor),
    waitingSecondsMax: alarms.waitingSecondsMax / divisor,
    circuitClosedMinutes: alarms.circuitClosedMinutes / divisor,
    circuitOpenMinutes: alarms.circuitOpenMinutes / divisor,
    throttledMinutes: alarms.throttledMinutes / divisor,
    queueAgeMinutes: alarms.queueAgeMinutes / divisor,
    driftMinutes: alarms.driftMinutes / divisor,
    newerSchemaMinutes: alarms.newerSchemaMinutes / divisor,
  }) satisfies Settings;
