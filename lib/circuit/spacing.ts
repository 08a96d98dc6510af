/**
 * How long until the next try, by how long the trouble has lasted: of a probe, and of what waits.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';

const clamp = (value: number, min: number, max: number): number =>
  Math.min(Math.max(value, min), max);

/** Seconds between two probes, or two tries of an order that alone sees the trouble. */
export const probeIntervalSeconds = (settings: CircuitSettings, ageMillis: number): number => {
  const age = ageMillis / 1_000;
  return age < settings.probeEarlySeconds
    ? clamp(age * settings.probeEarlyShare, settings.probeSecondsMin, settings.probeEarlySecondsMax)
    : clamp(age * settings.probeLateShare, settings.probeSecondsMin, settings.probeSecondsMax);
};

/** Seconds that a waiting message is hidden. Only ever less by chance, so that the bound holds. */
export const deferSeconds = (
  settings: CircuitSettings,
  ageMillis: number,
  random: () => number,
): number => {
  const { deferShare, deferSecondsMin, deferSecondsMax } = settings;
  const seconds = clamp((ageMillis / 1_000) * deferShare, deferSecondsMin, deferSecondsMax);
  return lessJitter(settings, seconds, random);
};

/** Seconds that a message is hidden at least, by how long it has waited itself. */
export const waitedSeconds = (
  { deferWaitedShare, deferSecondsMax }: CircuitSettings,
  waitedMillis: number,
): number => Math.min((waitedMillis / 1_000) * deferWaitedShare, deferSecondsMax);

/** Less up to the jitter's share, so that what failed together does not return together. */
export const lessJitter = (
  { deferJitterShare }: CircuitSettings,
  seconds: number,
  random: () => number,
): number => seconds * (1 - random() * deferJitterShare);
