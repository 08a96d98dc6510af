import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourceOf, resourcesOf } from './template-parts.ts';

const template = templateOf(keptBlock);
const api = resourceOf(template, 'AWS::ApiGatewayV2::Api');
const functions = functionsOf(template);

/** One method on one path of this very API. */
const routeArn = (path: string) => ({
  'Fn::Join': [
    '',
    [
      ...['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':'],
      ...[{ Ref: 'AWS::AccountId' }, ':', { Ref: api.id }, `/*/*${path}`],
    ],
  ],
});

describe('whoever is not a role of this stack', () => {
  it('may invoke two functions: the API, each by its own route', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(
      (one) => one.Properties,
    );

    expect(permissions).toEqual(
      [
        ['accept-webhook', '/webhooks/shopify'],
        ['replay-dead-letters', '/operations/dead-letters'],
      ].map(([service = '', path = '']) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [functions[service]?.id, 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: routeArn(path),
      })),
    );
  });

  it('is met by the policies of queues, topics, bucket and key, and by no others', () => {
    const { Resources: resources } = template.toJSON() as {
      readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
    };
    const types = Object.values(resources).map(({ Type }) => Type);

    expect(types.filter((type) => /Policy$|Permission$|KMS::Key$/.test(type)).sort()).toEqual(
      [
        ...Array(2).fill('AWS::SQS::QueuePolicy'),
        ...Array(2).fill('AWS::SNS::TopicPolicy'),
        ...Array(2).fill('AWS::Lambda::Permission'),
        ...Array(2).fill('AWS::IAM::ManagedPolicy'),
        ...Array(10).fill('AWS::IAM::Policy'),
        ...['AWS::S3::BucketPolicy', 'AWS::KMS::Key'],
      ].sort(),
    );
  });
});
