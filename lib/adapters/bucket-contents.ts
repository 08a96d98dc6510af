/**
 * All that is in a bucket, whoever put it there, on its way out.
 */
import {
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { removalTag } from '../config/reports-bucket.ts';
import { errorName } from '../order/error-name.ts';
import type { BucketContents } from '../reconciliation/empty-on-removal.ts';

/** As many as one call deletes. */
const objectsMax = 1_000;

export const makeBucketContents = (s3: S3Client, Bucket: string): BucketContents => ({
  isToGo: async () =>
    (await tagsOf(s3, Bucket)).some(
      ({ Key, Value }) => Key === removalTag.key && Value === removalTag.value,
    ),
  deleteSome: async () => {
    const { Contents: found = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, MaxKeys: objectsMax }),
    );
    if (found.length === 0) return 0;
    const Objects = found.map(({ Key }) => ({ Key }));
    const { Errors: failed = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = failed;
    if (first) throw Object.assign(new Error(first.Message), { name: first.Code ?? 'Unknown' });
    return found.length;
  },
});

const tagsOf = async (s3: S3Client, Bucket: string) => {
  try {
    return (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet ?? [];
  } catch (error) {
    // S3's answer for a bucket without any.
    if (errorName(error) !== 'NoSuchTagSet') throw error;
    return [];
  }
};
