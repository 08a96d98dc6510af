import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startObjectEmulator } from '../../cdk/local/aws/emulators.ts';
import { makeReportStore, objectBytesMax } from '../../lib/adapters/report-store.ts';
import { makeFakeReportStore } from '../fakes/report-store.ts';
import { describeReportStore } from './report-store.ts';
import { region } from './servers.ts';

describeReportStore('fake', async () => makeFakeReportStore());

describe('in S3 (fauxqs)', () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startObjectEmulator(region);
    const credentials = { accessKeyId: 'operator', secretAccessKey: 'made-up' };
    s3 = new S3Client({ region, credentials, endpoint: emulator.url, maxAttempts: 1 });
  });
  afterAll(async () => {
    s3.destroy();
    await emulator.close();
  });
  const newBucket = async () => {
    const Bucket = `contract-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  };

  describeReportStore('fauxqs', async () => makeReportStore(s3, await newBucket()));

  it('an object has the type that it was put with', async () => {
    const Bucket = await newBucket();
    await makeReportStore(s3, Bucket).put('reports/1.json', '{}', 'application/json');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'reports/1.json' }));
    expect(head.ContentType).toBe('application/json');
  });

  it('an object that somebody made too large is refused, not held', async () => {
    const Bucket = await newBucket();
    const Body = new Uint8Array(objectBytesMax + 1);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'work/large', Body }));
    const store = makeReportStore(s3, Bucket);
    await expect(store.get('work/large')).rejects.toThrow(
      'work/large has 8388609 bytes, more than 8388608',
    );
    expect(await store.get('work/none')).toBeUndefined();
  });

  it('a bucket that is not there throws, so that nothing is taken for missing', async () => {
    const store = makeReportStore(s3, 'no-such-bucket');
    const missing = { name: 'NoSuchBucket' };
    await expect(store.get('work/1')).rejects.toMatchObject(missing);
    await expect(store.put('work/1', 'x', 'text/plain')).rejects.toMatchObject(missing);
  });
});
