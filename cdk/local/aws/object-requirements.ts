/**
 * Which permissions a call to S3 needs: one for the bucket, or one for each object.
 */
import type { Call } from './call.ts';
import type { Requirement } from './requirements.ts';

/** Where action and operation have different names. */
const actions: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  DeleteObjects: 'DeleteObject',
};

/** A bucket's ARN names neither region nor account. */
export const bucketArn = (bucket: unknown): string => `arn:aws:s3:::${String(bucket)}`;

/** Of several objects all must be allowed; S3 itself would delete those that are. */
export const objectRequirements = ({
  operation,
  parameters: { Bucket, Key, Keys },
}: Pick<Call, 'operation' | 'parameters'>): readonly Requirement[] => {
  // Refused by name, whoever asks.
  if (operation === 'Unsupported') return [];
  const action = `s3:${actions[operation] ?? operation}`;
  const arn = bucketArn(Bucket);
  if (Array.isArray(Keys)) return Keys.map((key) => ({ action, resource: `${arn}/${key}` }));
  return [{ action, resource: Key === '' ? arn : `${arn}/${String(Key)}` }];
};
