/**
 * What is asked of a simulated service that it does not know. Never ignored: half a condition, or an
 * option without its effect, would make runs green that the real service makes red.
 *
 * Our adapters take most errors for a service that is away, so each service also keeps a list of what it
 * refused: a run is good only if that list is empty.
 */
export class NotSimulated extends Error {
  override readonly name = 'NotSimulated';
}

/** @throws NotSimulated for a field that has a value and is not among the known ones. */
export const assertKnownFields = (
  operation: string,
  input: object,
  known: ReadonlySet<string>,
): void => {
  for (const [field, value] of Object.entries(input)) {
    if (value !== undefined && !known.has(field)) {
      throw new NotSimulated(`${operation} with ${field} is not simulated`);
    }
  }
};
