/**
 * How much memory V8 may take in reconcile-orders, in megabytes: three times the semi-space, and the old space.
 *
 * What a night reads is looked at once and forgotten. V8 would let it lie in semi-spaces of up to 32 MB, and longer
 * in the old space than there is reason to, where a list of two million orders must find room beside it.
 */
export const nodeMemory = '--max-semi-space-size=8 --max-old-space-size=256';
