/**
 * Empties a bucket when its stack is removed. Not the library's own way: the function that the CDK brings for
 * it leaves its log group behind.
 */
import { CustomResource, Duration, Tags, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { emptyBucketEnv } from '../../lib/config/env/empty-bucket.ts';
import { removalTag } from '../../lib/config/reports-bucket.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import type { ReportsBucket } from './reports-bucket.ts';

export interface EmptyBucketProps {
  readonly deployment: string;
  readonly reports: ReportsBucket;
  readonly logs: BridgeLogGroupProps;
}

/** Time for some hundred thousand objects. */
const timeout = Duration.minutes(5);

export class EmptyBucket extends Construct {
  constructor(scope: Construct, id: string, { deployment, reports, logs }: EmptyBucketProps) {
    super(scope, id);
    const { bucket } = reports;
    const empty = new BridgeFunction(this, 'Empty', {
      service: 'empty-bucket',
      deployment,
      timeout,
      logs,
      environment: { REPORTS_BUCKET: bucket.bucketName } satisfies OwnEnvOf<typeof emptyBucketEnv>,
    });
    // A bucket that is to be kept after all has it no more, and is left alone.
    Tags.of(bucket).add(removalTag.key, removalTag.value);
    empty.allow('ReadTag', ['s3:GetBucketTagging'], [bucket.bucketArn]);
    empty.allow('FindObjects', ['s3:ListBucket'], [bucket.bucketArn]);
    reports.allowObjects(empty, 'DeleteObjects', ['s3:DeleteObject'], ['*']);
    const reason =
      'CloudFormation waits for the answer, and tells the person who removes the stack';
    Validations.of(empty.function).acknowledge({ id: 'Serverless::Serverless-LambdaDLQ', reason });
    new CustomResource(this, 'Contents', {
      serviceToken: empty.function.functionArn,
      resourceType: 'Custom::BucketContents',
      serviceTimeout: timeout,
    });
  }
}
