/**
 * What empty-bucket uses of its rights. It is part of stages that go without a trace, which the local stack is
 * not; so it is run here, against an S3 that answers, with the template of the sandbox.
 */
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { objectRequirements } from '../../cdk/local/aws/object-requirements.ts';
import type { Right } from '../../cdk/local/aws/rights.ts';
import { composeEmptyBucket } from '../../functions/empty-bucket/compose.ts';
import { removalTag } from '../../lib/config/reports-bucket.ts';
import { templateOf } from '../cdk/synthesize.ts';
import { grantedIn } from './granted-in.ts';

const service = 'empty-bucket';
/** As the template's tests call it. */
const bucket = 'reports';

export const emptyBucketRights = async (): Promise<readonly Right[]> =>
  grantedIn(templateOf('sandbox'), service, await usedByRemoval());

/** A stack that goes, and a bucket with one object. */
const usedByRemoval = async () => {
  const used: { readonly action: string; readonly resource: string }[] = [];
  const objects = [{ Key: 'work/1' }];
  const answers: Readonly<Record<string, () => object>> = {
    GetBucketTagging: () => ({ TagSet: [{ Key: removalTag.key, Value: removalTag.value }] }),
    ListObjectsV2: () => ({ Contents: [...objects] }),
    DeleteObjects: () => ({ Deleted: objects.splice(0) }),
  };
  const s3 = new S3Client({ region: 'us-east-1' });
  s3.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        const operation = commandName.replace(/Command$/, '');
        const { Delete: { Objects = [] } = {} } = input as { Delete?: { Objects?: object[] } };
        const Keys = Objects.map((one) => ('Key' in one ? one.Key : ''));
        const asked = { Bucket: bucket, Key: '', ...(Keys.length > 0 ? { Keys } : {}) };
        for (const { action, resource } of objectRequirements({ operation, parameters: asked })) {
          used.push({ action, resource: resource.replace(/^arn:aws:s3:::/, '') });
        }
        const output = { $metadata: {}, ...answers[operation]?.() };
        return { output: output as never, response: undefined };
      },
    { step: 'initialize' },
  );
  const env = { REPORTS_BUCKET: bucket, DEPLOYMENT: 'sandbox', RELEASE: '0' };
  const empty = composeEmptyBucket(env, {
    s3,
    request: async () => ({
      ...{ kind: 'answer', status: 200, headers: {}, body: '', truncated: false },
    }),
  });
  const context = { getRemainingTimeInMillis: () => 60_000, logStreamName: 'test' };
  await empty(removal, context as Context);
  s3.destroy();
  return used;
};

/** As CloudFormation asks. */
const removal = {
  RequestType: 'Delete',
  ResponseURL: 'https://cloudformation.example.com/answer',
  StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/sandbox/1',
  RequestId: '1',
  ResourceType: 'Custom::BucketContents',
  LogicalResourceId: 'Contents',
  PhysicalResourceId: 'contents',
};
