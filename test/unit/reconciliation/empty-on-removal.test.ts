import { describe, expect, it } from 'vitest';
import {
  type BucketContents,
  makeEmptyOnRemoval,
} from '../../../lib/reconciliation/empty-on-removal.ts';

const request = {
  ResponseURL: 'https://answers.example.com/signed',
  StackId: 'arn:of:the:stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Contents',
  ResourceProperties: {},
};

/** A bucket that still holds so many objects, and gives up two in each round. */
const bucketOf = (objects: number, isToGo = true) => {
  let left = objects;
  const contents: BucketContents = {
    isToGo: async () => isToGo,
    deleteSome: async () => {
      const deleted = Math.min(2, left);
      left -= deleted;
      return deleted;
    },
  };
  return { contents, left: () => left };
};

const run = async (
  contents: BucketContents,
  RequestType: string,
  remainingMillis: () => number = () => 300_000,
) => {
  const answers: unknown[] = [];
  const empty = makeEmptyOnRemoval({
    contents,
    answer: async (url, body) => void answers.push([url, JSON.parse(body)]),
  });
  await empty({ ...request, RequestType }, remainingMillis);
  return answers;
};

const answered = (end: object) => [
  [
    'https://answers.example.com/signed',
    {
      PhysicalResourceId: 'contents',
      StackId: 'arn:of:the:stack',
      RequestId: 'request-1',
      LogicalResourceId: 'Contents',
      ...end,
    },
  ],
];

describe('when the stack goes', () => {
  it('the bucket is emptied, and CloudFormation told so once', async () => {
    const bucket = bucketOf(5);
    expect(await run(bucket.contents, 'Delete')).toEqual(answered({ Status: 'SUCCESS' }));
    expect(bucket.left()).toBe(0);
  });

  it('a bucket that is not to go any more keeps what it has', async () => {
    const bucket = bucketOf(5, false);
    expect(await run(bucket.contents, 'Delete')).toEqual(answered({ Status: 'SUCCESS' }));
    expect(bucket.left()).toBe(5);
  });

  it('what takes too long is told in time, and goes on when the stack is removed again', async () => {
    const bucket = bucketOf(5);
    const left = [30_000, 15_000, 9_000];
    expect(await run(bucket.contents, 'Delete', () => left.shift() ?? 0)).toEqual(
      answered({
        Status: 'FAILED',
        Reason: 'objects are left in the bucket: remove the stack again',
      }),
    );
    expect(bucket.left()).toBe(1);
  });

  it('what fails is told by its name', async () => {
    const contents = {
      ...bucketOf(5).contents,
      deleteSome: async () => {
        throw Object.assign(new Error('no'), { name: 'AccessDenied' });
      },
    };
    expect(await run(contents, 'Delete')).toEqual(
      answered({ Status: 'FAILED', Reason: 'the bucket cannot be emptied: AccessDenied' }),
    );
  });
});

describe('when the stack comes or changes', () => {
  it.each(['Create', 'Update'])('nothing is deleted: %s', async (type) => {
    const bucket = bucketOf(5);
    expect(await run(bucket.contents, type)).toEqual(answered({ Status: 'SUCCESS' }));
    expect(bucket.left()).toBe(5);
  });
});

it('what is no request of CloudFormation is thrown, since nobody can be answered', async () => {
  await expect(run(bucketOf(1).contents, 'Remove')).rejects.toThrow('RequestType');
});
