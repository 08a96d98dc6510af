import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { resourceOf } from './template-parts.ts';

const template = templateOf({ ...keptBlock, reconciliation: { reportDays: 30 } });
const bucket = resourceOf(template, 'AWS::S3::Bucket');

describe('the bucket with the reports', () => {
  it('is nobody else’s: private, owned and encrypted by this account', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
    });
  });

  it('refuses everybody who does not use TLS, and grants nobody anything', () => {
    const arn = { 'Fn::GetAtt': [bucket.id, 'Arn'] };

    expect(resourceOf(template, 'AWS::S3::BucketPolicy').Properties).toEqual({
      Bucket: { Ref: bucket.id },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('forgets reports when the stage says, working parts in a week, failed uploads in a day', () => {
    expect(bucket.Properties.LifecycleConfiguration).toEqual({
      Rules: [
        { Id: 'Reports', Prefix: 'reports/', ExpirationInDays: 30, Status: 'Enabled' },
        { Id: 'Work', Prefix: 'work/', ExpirationInDays: 7, Status: 'Enabled' },
        {
          Id: 'Uploads',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          Status: 'Enabled',
        },
      ],
    });
  });
});
