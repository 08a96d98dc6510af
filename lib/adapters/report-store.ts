/**
 * The bucket with reports and with the parts that one is made of: whole objects, written and read at once.
 */
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketKey } from '../config/reports-bucket.ts';
import { errorName } from '../order/error-name.ts';

/** What an object may have at most, in bytes: it is held in memory as a whole. */
export const objectBytesMax = 8 * 1_024 * 1_024;

export type ReportStore = {
  /**
   * Replaces what was there. A text goes as UTF-8.
   *
   * @throws RangeError for a body of more than `objectBytesMax`.
   */
  readonly put: (key: BucketKey, body: string | Uint8Array, contentType: string) => Promise<void>;
  /**
   * `undefined` where there is none, or no more.
   *
   * @throws RangeError for an object of more than `objectBytesMax`.
   */
  readonly get: (key: BucketKey) => Promise<Uint8Array | undefined>;
};

export const makeReportStore = (s3: S3Client, bucket: string): ReportStore => ({
  put: async (key, body, contentType) => {
    refuseLarge(key, Buffer.byteLength(body));
    const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
    await s3.send(new PutObjectCommand(object));
  },
  get: async (key) => {
    const got = await unlessMissing(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
    if (got?.Body === undefined) return undefined;
    try {
      refuseLarge(key, got.ContentLength ?? 0);
    } catch (error) {
      // Unread, it would keep its connection.
      await got.Body.transformToWebStream().cancel();
      throw error;
    }
    return got.Body.transformToByteArray();
  },
});

const refuseLarge = (key: BucketKey, bytes: number): void => {
  if (bytes > objectBytesMax)
    throw new RangeError(`${key} has ${bytes} bytes, more than ${objectBytesMax}`);
};

/** Only who may list the bucket gets this answer for a missing object; others are denied. */
const unlessMissing = async (
  sent: Promise<GetObjectCommandOutput>,
): Promise<GetObjectCommandOutput | undefined> => {
  try {
    return await sent;
  } catch (error) {
    if (errorName(error) !== 'NoSuchKey') throw error;
    return undefined;
  }
};
