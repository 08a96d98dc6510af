/**
 * The one table's attributes, indexes and those ids that policies name, for the stack and for the code that
 * uses the table.
 */
export const table = {
  key: 'id',
  /** The id of the circuit's item. */
  circuit: 'circuit',
  /** What the id of every order record begins with. */
  orderPrefix: 'order#',
  /** What the id of every shop's watermark begins with. */
  watermarkPrefix: 'watermark#',
  /** What the id of the items of every shop's nightly comparison begins with. */
  nightlyPrefix: 'nightly#',
  /** TTL attribute, epoch seconds; DynamoDB deletes late, so readers compare the time themselves. */
  expiry: 'expiration',
  /** Sparse: orders with an undelivered version that has failed or been deferred, oldest first. */
  waiting: { name: 'waiting', partition: 'waitingIndex', sort: 'waitingSince' },
  /** Sparse: dead letters that nobody has replayed or discarded yet, oldest first. */
  letters: { name: 'letters', partition: 'lettersIndex', sort: 'parkedAt' },
} as const;
