/**
 * A `Date` whose present is virtual: in everything that is given a time it is the real one.
 */

/** @param now - of whoever asks: within an environment with its skew. */
export const makeVirtualDate = (real: DateConstructor, now: () => number): DateConstructor => {
  function VirtualDate(...given: readonly unknown[]): Date | string {
    // Called without `new`, a Date gives the present as text.
    if (new.target === undefined) return new real(now()).toString();
    const time = given.length === 0 ? [now()] : given;
    return Reflect.construct(real, time, new.target === VirtualDate ? real : new.target);
  }
  return Object.assign(VirtualDate, {
    // The same one, so that whatever was made before is still an instance, and the other way round.
    prototype: real.prototype,
    now,
    parse: real.parse,
    UTC: real.UTC,
  }) as DateConstructor;
};
