/**
 * Instants as a shop writes them: its own offset, whole seconds.
 */

/** @param offsetMinutes - East of UTC; -300 is `-05:00`. */
export const shopTime = (millis: number, offsetMinutes: number): string => {
  const local = new Date(millis + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
