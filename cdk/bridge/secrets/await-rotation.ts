/**
 * Waits for a rotation that was begun: until its version is in use, is given up, or nobody waits any more.
 */

export type RotationWatch = {
  /** Of the version that is to come; nothing where it has none any more. */
  readonly labels: () => Promise<readonly string[] | undefined>;
  /** Ends early when the person leaves. */
  readonly pause: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whole seconds since it began. */
  readonly tell: (seconds: number) => void;
};

export type RotationEnd =
  /** The function has given its version up. */
  'in-use' | 'given-up' | 'under-way';

const pollMillis = 1_000;
/** A dozen requests at a twentieth of a WMS's limit take half a minute, and retries of a step longer. */
export const rotationMillisMax = 180_000;

export const awaitRotation = async ({
  labels,
  pause,
  left,
  now,
  tell,
}: RotationWatch): Promise<RotationEnd> => {
  const begun = now();
  while (!left.aborted && now() - begun < rotationMillisMax) {
    const seen = await labels();
    if (seen === undefined) return 'given-up';
    if (seen.includes('AWSCURRENT')) return 'in-use';
    tell(Math.round((now() - begun) / 1_000));
    await pause(pollMillis);
  }
  return 'under-way';
};
