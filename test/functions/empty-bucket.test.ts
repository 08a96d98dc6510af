/** empty-bucket against an S3, and somebody who answers like CloudFormation's own. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startObjectEmulator } from '../../cdk/local/aws/emulators.ts';
import { composeEmptyBucket } from '../../functions/empty-bucket/compose.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';

type Answer = {
  readonly type: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
};

let emulator: Emulator;
let s3: S3Client;
let server: Server;
let url: string;
const answers: Answer[] = [];
/** Statuses of the next answers; then 200. */
const statuses: number[] = [];
/** As a bucket has them: the emulator knows none. */
let tags: readonly { readonly Key: string; readonly Value: string }[] = [];

beforeAll(async () => {
  emulator = await startObjectEmulator('us-east-1');
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'made-up' };
  s3 = new S3Client({ region: 'us-east-1', credentials, endpoint: emulator.url, maxAttempts: 1 });
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) =>
        commandName === 'GetBucketTaggingCommand'
          ? { output: { $metadata: {}, TagSet: [...tags] }, response: undefined }
          : next(args),
    { step: 'initialize' },
  );
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const status = statuses.shift() ?? 200;
    if (status === 200) {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'];
      answers.push({ type: request.headers['content-type'], body });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed`;
});
afterAll(async () => {
  s3.destroy();
  server.closeAllConnections();
  server.close();
  await emulator.close();
});

const remove = async (Bucket: string) => {
  answers.length = 0;
  const env = { DEPLOYMENT: 'test', RELEASE: '1', REPORTS_BUCKET: Bucket };
  const handler = composeEmptyBucket(env, { s3, request: makeHttpRequest() });
  const event = {
    ...{ RequestType: 'Delete', ResponseURL: url, StackId: 'stack', RequestId: 'request' },
    LogicalResourceId: 'Contents',
  };
  await handler(event, { getRemainingTimeInMillis: () => 300_000 } as Context);
  return answers;
};

/** Each of the thousand objects is put by a call of its own. */
const manyObjects = { timeout: 60_000 };

const keysIn = async (Bucket: string) =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

const bucketWith = async (keys: readonly string[]) => {
  const Bucket = `removal-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  return Bucket;
};

describe('a stack that goes', () => {
  const gone = {
    Status: 'SUCCESS',
    PhysicalResourceId: 'contents',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Contents',
  };

  it(
    'takes everything in its bucket along, more than one call can delete',
    manyObjects,
    async () => {
      tags = [{ Key: 'empty-on-removal', Value: 'true' }];
      const keys = Array.from({ length: 1_001 }, (_, n) => `work/${n}`);
      const Bucket = await bucketWith(['reports/1.json', 'put by hand & odd <ü>', ...keys]);
      expect(await remove(Bucket)).toEqual([{ type: '', body: gone }]);
      expect(await keysIn(Bucket)).toEqual([]);
    },
  );

  it('leaves a bucket alone that has become one that stays', async () => {
    tags = [{ Key: 'project', Value: 'true' }];
    const Bucket = await bucketWith(['reports/1.json']);
    expect(await remove(Bucket)).toEqual([{ type: '', body: gone }]);
    expect(await keysIn(Bucket)).toEqual(['reports/1.json']);
  });

  it('is answered again where the answer was not taken, and after three times the event fails', async () => {
    const Bucket = await bucketWith([]);
    statuses.push(503, 500);
    expect(await remove(Bucket)).toHaveLength(1);
    statuses.push(503, 503, 503);
    await expect(remove(Bucket)).rejects.toThrow('CloudFormation did not take the answer: 503');
  });
});
