/**
 * Creates the template's buckets in the embedded S3, empty.
 */
import type { LocalResource } from '../contracts.ts';
import type { Forward } from './forward.ts';

/** @throws Error when the emulator does not take a name that the template gives. */
export const createBuckets = async (
  buckets: readonly LocalResource[],
  { send }: Forward,
): Promise<void> => {
  for (const { ref } of buckets) {
    const rest = { method: 'PUT', url: `/${ref}`, headers: {} };
    const { status, body } = await send({
      ...{ rest, target: '', contentType: '', body: Buffer.alloc(0) },
    });
    if (status !== 200) throw new Error(`the embedded S3 refuses the bucket ${ref}: ${body}`);
  }
};
