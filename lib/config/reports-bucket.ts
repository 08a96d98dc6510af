/**
 * The bucket's folders, shared by the stack, which says how long they keep what is in them, and by the
 * code that writes there.
 */

export const bucketFolders = {
  /** Reports of the nightly comparison, kept for `reconciliation.reportDays`. */
  reports: 'reports',
  /** Parts of a comparison that is not done yet. */
  work: 'work',
} as const;

/** An object's key always begins with a folder: nothing else may be written, and nothing else expires. */
export type BucketKey = `${(typeof bucketFolders)[keyof typeof bucketFolders]}/${string}`;

/** The tag of a bucket that goes with its stack, with all that is in it. */
export const removalTag = { key: 'empty-on-removal', value: 'true' } as const;
