/**
 * The one table's attribute and index names, for the stack that creates it and the code that uses it.
 */
export const table = {
  key: 'id',
  /** TTL attribute, epoch seconds; DynamoDB deletes late, so readers compare the time themselves. */
  expiry: 'expiration',
  /** Sparse: orders with an undelivered version that has failed or been deferred, oldest first. */
  waiting: { name: 'waiting', partition: 'waitingIndex', sort: 'waitingSince' },
  /** Sparse: dead letters that nobody has replayed or discarded yet, oldest first. */
  letters: { name: 'letters', partition: 'lettersIndex', sort: 'parkedAt' },
} as const;
