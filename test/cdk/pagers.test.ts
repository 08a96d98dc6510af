import { describe, expect, it } from 'vitest';
import { outputNames } from '../../cdk/output-names.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { resourceOf, resourcesOf } from './template-parts.ts';

const quiet = templateOf(keptBlock);
const reaching = templateOf({
  ...keptBlock,
  alarms: {
    pagerDuty: true,
    pageEmail: ['on-call@example.com'],
    ticketEmail: ['team@example.com', 'warehouse@example.com'],
  },
});
const refOf = (output: string) => reaching.findOutputs(output)[output]?.['Value'];
const page = refOf(outputNames.pageTopic);
const ticket = refOf(outputNames.ticketTopic);

describe('the topics', () => {
  const key = resourceOf(reaching, 'AWS::KMS::Key');

  it('are encrypted with a key of their own, which CloudWatch may use, and which is changed by itself', () => {
    const topics = resourcesOf(reaching, 'AWS::SNS::Topic');
    const statements = key.Properties.KeyPolicy.Statement;

    expect(topics.map(({ Properties }) => Properties.KmsMasterKeyId)).toEqual([
      { 'Fn::GetAtt': [key.id, 'Arn'] },
      { 'Fn::GetAtt': [key.id, 'Arn'] },
    ]);
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(statements).toEqual([
      expect.objectContaining({ Action: 'kms:*', Effect: 'Allow' }),
      {
        Sid: 'EncryptForTopics',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
      },
    ]);
  });

  it.each([
    ['page', page],
    ['ticket', ticket],
  ])('take what this stage’s alarms publish, over TLS, and nothing else: %s', (_, topic) => {
    const policy = resourcesOf(reaching, 'AWS::SNS::TopicPolicy').find(
      ({ Properties }) => Properties.Topics[0].Ref === topic.Ref,
    );

    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topic,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'PublishOwnAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topic,
        Condition: {
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                [
                  ...['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:', { Ref: 'AWS::Region' }],
                  ...[':', { Ref: 'AWS::AccountId' }, ':alarm:shopify-wms-bridge-kept-*'],
                ],
              ],
            },
          },
        },
      },
    ]);
  });
});

describe('the pager', () => {
  const secret = resourcesOf(reaching, 'AWS::SecretsManager::Secret').find(({ Properties }) =>
    Properties.Description.startsWith('Address of the PagerDuty integration'),
  );

  it('is subscribed once the stage says that its secret is set, and not before', () => {
    expect(resourcesOf(quiet, 'AWS::SNS::Subscription')).toEqual([]);
    expect(
      resourcesOf(reaching, 'AWS::SNS::Subscription').map(({ Properties }) => [
        Properties.Protocol,
        Properties.TopicArn,
      ]),
    ).toEqual([
      ['https', page],
      ['email', page],
      ['email', ticket],
      ['email', ticket],
    ]);
  });

  it('has its address filled in from the secret by the deploy, so that no template holds it', () => {
    const https = resourcesOf(reaching, 'AWS::SNS::Subscription').find(
      ({ Properties }) => Properties.Protocol === 'https',
    );

    expect(https?.Properties.Endpoint).toEqual({
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret?.id }, ':SecretString:url::}}']],
    });
    expect(secret?.Properties.SecretString).toBe('{"state":"not set"}');
  });
});
