/** S3 on the local AWS endpoint, as the SDK calls it: which calls go through, and whose. */
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, resourcesWith, startFixture } from './aws-fixture.ts';
import { startAwkwardQueues } from './outside-servers.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Options = Parameters<typeof startFixture>[2];

/** A bucket, and a function that these statements allow something in it. */
const start = async (statements: readonly object[] = [], options: Options = {}) => {
  const Bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
  const resources = { ...resourcesWith(statements), Bucket };
  const fixture = await startFixture(resources, undefined, options);
  const clientOf = (given: typeof fixture.operator) => {
    const client = new S3Client(given);
    closing.push(() => client.destroy());
    return client;
  };
  const s3 = clientOf(fixture.operator);
  const own = clientOf(fixture.deliver);
  closing.push(fixture.close);
  return { ...fixture, s3, own, Bucket: fixture.refOf('Bucket') };
};

const objectsUnder = (prefix: string) => ({
  'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, `/${prefix}/*`]],
});
const keeps = {
  Effect: 'Allow',
  Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
  Resource: objectsUnder('reports'),
};
const lists = {
  Effect: 'Allow',
  Action: 's3:ListBucket',
  Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
};
const Key = 'reports/2026-11-22/a report & more, ü.json';

describe('a bucket of the template', () => {
  it('has a name that S3 allows, and is empty at every start', async () => {
    const { s3, Bucket } = await start();
    expect(Bucket).toMatch(/^bridge-bucket-[a-z0-9]{12}$/);
    await s3.send(new HeadBucketCommand({ Bucket }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it('gives back what was put into it, with its type and the checksum that the SDK adds', async () => {
    const { s3, Bucket } = await start();
    const Body = JSON.stringify({ text: 'übermäßig' });
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(await got.Body?.transformToString()).toBe(Body);
    expect([got.ContentType, got.ContentLength]).toEqual(['application/json', 23]);
    expect(got.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
  });

  it('takes a stream, whose checksum follows its chunks', async () => {
    const { s3, Bucket } = await start();
    const chunk = Buffer.alloc(70_000, 'x');
    const Body = Readable.from([chunk, chunk]);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: 140_000 }));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect((await got.Body?.transformToByteArray())?.length).toBe(140_000);
  });

  it('tells how long an object is without sending it', async () => {
    const { s3, Bucket } = await start();
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'four' }));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(4);
  });

  it('lists by prefix, page by page, and forgets what is deleted, one or many', async () => {
    const { s3, Bucket } = await start();
    for (const name of ['reports/1', 'reports/2', 'work/3', 'work/4'])
      await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: name }));
    const keysOf = async (Prefix: string, MaxKeys = 10) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys }));
      return [page.Contents?.map((one) => one.Key) ?? [], page.IsTruncated];
    };

    expect(await keysOf('reports/', 1)).toEqual([['reports/1'], true]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'reports/1' }));
    const Objects = [{ Key: 'work/3' }, { Key: 'work/4' }];
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(await keysOf('')).toEqual([['reports/2'], false]);
  });

  it('says of an object and of a bucket that is not there what S3 says', async () => {
    const { s3, Bucket } = await start();
    const missing = [
      new GetObjectCommand({ Bucket, Key }),
      new GetObjectCommand({ Bucket: 'another', Key }),
    ].map((command) => failureOf(s3.send(command)));
    expect((await Promise.all(missing)).map((failure) => failure?.name)).toEqual([
      'NoSuchKey',
      'NoSuchBucket',
    ]);
  });

  it('is there, embedded, while the queues are elsewhere', async () => {
    const queues = await startAwkwardQueues();
    const { s3, Bucket, operator } = await start([], { outside: { sqs: queues.url } });
    closing.push(queues.close);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const sqs = new SQSClient(operator);
    closing.push(() => sqs.destroy());
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(2);
  });
});

describe('a function', () => {
  it('does in a bucket what its role allows', async () => {
    const { own, Bucket, denials, endpoint } = await start([keeps, lists]);
    await own.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await own.send(new GetObjectCommand({ Bucket, Key }));
    await own.send(new HeadObjectCommand({ Bucket, Key }));
    await own.send(new ListObjectsV2Command({ Bucket, Prefix: 'reports/' }));
    await own.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));

    expect(denials).toEqual([]);
    expect(endpoint.usage().map(({ action, count }) => [action, count])).toEqual([
      ['s3:PutObject', 1],
      ['s3:GetObject', 2],
      ['s3:ListBucket', 1],
      ['s3:DeleteObject', 1],
    ]);
  });

  it('is denied by name an object, a list and one of many that no statement allows', async () => {
    const { own, Bucket, denials } = await start([keeps]);
    const Objects = [{ Key }, { Key: 'work/<&>' }];
    const failures = await Promise.all(
      [
        own.send(new PutObjectCommand({ Bucket, Key: 'work/1', Body: 'x' })),
        own.send(new ListObjectsV2Command({ Bucket })),
        own.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })),
      ].map(failureOf),
    );

    expect(failures.map((failure) => [failure?.name, failure?.status])).toEqual(
      Array(3).fill(['AccessDenied', 403]),
    );
    expect(failures[0]?.message).toMatch(
      /^User: arn:aws:sts::0{12}:assumed-role\/\S+ is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::bridge-bucket-\w+\/work\/1 because no identity-based policy allows/,
    );
    expect(denials.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual([
      `s3:DeleteObject arn:aws:s3:::${Bucket}/work/<&>`,
      `s3:ListBucket arn:aws:s3:::${Bucket}`,
      `s3:PutObject arn:aws:s3:::${Bucket}/work/1`,
    ]);
  });

  it('that may not list is not told whether an object is missing', async () => {
    const { own, Bucket } = await start([keeps]);
    const failures = await Promise.all(
      [
        own.send(new GetObjectCommand({ Bucket, Key })),
        own.send(new HeadObjectCommand({ Bucket, Key })),
      ].map(failureOf),
    );
    expect(failures.map((failure) => failure?.status)).toEqual([403, 403]);
  });

  it('that may list is told that an object is missing', async () => {
    const { own, Bucket } = await start([keeps, lists]);
    const failure = await failureOf(own.send(new GetObjectCommand({ Bucket, Key })));
    expect([failure?.name, failure?.status]).toEqual(['NoSuchKey', 404]);
  });
});

describe('what the local S3 does not have', () => {
  it('is refused by name, and never taken for another call', async () => {
    const { s3, Bucket } = await start();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'reports/1', Body: 'x' }));
    const CopySource = `${Bucket}/reports/1`;
    const failures = await Promise.all(
      [
        s3.send(new ListBucketsCommand({})),
        s3.send(new GetObjectAclCommand({ Bucket, Key: 'reports/1' })),
        s3.send(new CopyObjectCommand({ Bucket, Key: 'reports/2', CopySource })),
      ].map(failureOf),
    );
    expect(failures.map((failure) => [failure?.name, failure?.status])).toEqual(
      Array(3).fill(['NotImplemented', 501]),
    );
    expect(failures[1]?.message).toContain('GET /');
  });
});
