import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import kept from './kept-resources.json' with { type: 'json' };
import { type KeptResources, replacements } from './replaced-resources.ts';
import { appOf, keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, queuesOf, resourceOf, resourcesOf } from './template-parts.ts';

const keptApp = appOf({ kept: keptBlock }, 'kept');
const keptTemplate = Template.fromStack(keptApp.stack);
const sandbox = templateOf('sandbox');

/** Kinds of resources that hold data, which CloudFormation can leave behind. */
const dataTypes = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
];
const policiesOf = (template: Template) =>
  dataTypes.flatMap((type) =>
    resourcesOf(template, type).map((resource) => [
      type,
      resource['DeletionPolicy'],
      resource['UpdateReplacePolicy'],
    ]),
  );

describe('the sandbox', () => {
  it('goes without a trace: everything with data is deleted with the stack', () => {
    expect(new Set(policiesOf(sandbox).map(([, ...policies]) => policies.join()))).toEqual(
      new Set(['Delete,Delete']),
    );
    expect(
      Object.values(sandbox.toJSON()['Resources'] as Record<string, { DeletionPolicy?: string }>)
        .map(({ DeletionPolicy }) => DeletionPolicy)
        .filter((policy) => policy !== undefined && policy !== 'Delete'),
    ).toEqual([]);
  });

  it('has its bucket emptied once nobody writes there any more, and before it is deleted', () => {
    const emptied = resourceOf(sandbox, 'Custom::BucketContents');
    const empty = functionsOf(sandbox)['empty-bucket'];
    const reconcile = functionsOf(sandbox)['reconcile-orders'];
    const bucket = resourceOf(sandbox, 'AWS::S3::Bucket');

    // What depends on something is deleted before it.
    expect(reconcile?.['DependsOn']).toContain(emptied.id);
    expect(emptied.Properties).toMatchObject({
      ServiceToken: { 'Fn::GetAtt': [empty?.id, 'Arn'] },
      ServiceTimeout: '300',
    });
    expect(empty?.Properties.Environment.Variables.REPORTS_BUCKET).toEqual({ Ref: bucket.id });
    expect(bucket.Properties.Tags).toContainEqual({ Key: 'empty-on-removal', Value: 'true' });
  });

  it('is not protected against removal', () => {
    const [replica] = resourceOf(sandbox, 'AWS::DynamoDB::GlobalTable').Properties.Replicas;

    expect(replica.DeletionProtectionEnabled).toBe(false);
  });
});

describe('another stage', () => {
  it('keeps table, queues, bucket, secrets and logs when the stack is removed', () => {
    expect(policiesOf(keptTemplate)).toEqual([
      ['AWS::DynamoDB::GlobalTable', 'Retain', 'Retain'],
      ['AWS::SQS::Queue', 'Retain', 'Retain'],
      ['AWS::SQS::Queue', 'Retain', 'Retain'],
      ['AWS::S3::Bucket', 'Retain', 'Retain'],
      ['AWS::SecretsManager::Secret', 'Retain', 'Retain'],
      ['AWS::SecretsManager::Secret', 'Retain', 'Retain'],
      ['AWS::SecretsManager::Secret', 'Retain', 'Retain'],
      ['AWS::SecretsManager::Secret', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'Retain', 'Retain'],
    ]);
  });

  it('has nothing that could empty its bucket', () => {
    expect(keptTemplate.findResources('Custom::BucketContents')).toEqual({});
    expect(functionsOf(keptTemplate)['empty-bucket']).toBeUndefined();
    expect(JSON.stringify(keptTemplate.toJSON())).not.toContain('empty-on-removal');
  });

  it('is protected: neither the stack nor the table can be removed by one call', () => {
    const [replica] = resourceOf(keptTemplate, 'AWS::DynamoDB::GlobalTable').Properties.Replicas;

    expect(keptApp.stack.terminationProtection).toBe(true);
    expect(replica.DeletionProtectionEnabled).toBe(true);
  });
});

describe('what must not be replaced', () => {
  it('is not', () => {
    expect(replacements(keptTemplate, kept)).toEqual([]);
  });

  it('has the same ids in every stage, apart from the shops and what the sandbox needs to go', () => {
    const others = /^(Shop(Admin)?Secrets|ReportsRemoval)/;
    const idsOf = (template: Template) =>
      [...dataTypes, 'AWS::ApiGatewayV2::Api']
        .flatMap((type) => resourcesOf(template, type).map(({ id }) => id))
        .filter((id) => !others.test(id));

    expect(idsOf(sandbox)).toEqual(idsOf(keptTemplate));
  });

  it('is named with its kind and what it holds when its logical id changes', () => {
    const { orders } = queuesOf(keptTemplate);
    const text = JSON.stringify(keptTemplate.toJSON()).replaceAll(orders.id, 'RenamedQueue');

    expect(replacements(Template.fromJSON(JSON.parse(text)), kept)).toEqual([
      `AWS::SQS::Queue ${orders.id} (accepted orders that are not delivered yet) would be replaced: the template has none of this id any more`,
      'AWS::SQS::Queue RenamedQueue is new: add it to the list of what must not be replaced',
    ]);
  });

  it('is named with the property that only a new resource can change', () => {
    const table = resourceOf(keptTemplate, 'AWS::DynamoDB::GlobalTable');
    const changed: KeptResources = {
      ...kept,
      [table.id]: { ...kept.StateTable962DE04C, createOnly: {} },
    };

    expect(replacements(keptTemplate, changed)).toEqual([
      `AWS::DynamoDB::GlobalTable ${table.id} (the state of every order) would be replaced: its KeySchema changes`,
    ]);
  });

  it('does not depend on the order of the shops, or on another shop in front', () => {
    const shops = [{ domain: 'a-new-shop.myshopify.com' }, { domain: 'one-shop.myshopify.com' }];
    const faults = replacements(templateOf({ ...keptBlock, shops }), kept);

    expect(faults).toEqual([
      expect.stringMatching(/^AWS::SecretsManager::Secret ShopSecretsanewshop\w+ is new/),
      expect.stringMatching(/^AWS::SecretsManager::Secret ShopAdminSecretsanewshop\w+ is new/),
    ]);
  });
});

describe('tags', () => {
  /** Kinds that cannot carry tags. */
  const untaggable = [
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Policy',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::Permission',
    'AWS::Logs::QueryDefinition',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::Scheduler::Schedule',
  ];
  type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> };
  const resources = Object.values(keptTemplate.toJSON()['Resources'] as Record<string, Resource>);

  it('of the stage are on everything that can carry them', () => {
    const untagged = resources.filter(
      ({ Properties }) => !JSON.stringify(Properties).includes('"4711"'),
    );

    expect([...new Set(untagged.map(({ Type }) => Type))].sort()).toEqual(untaggable);
  });

  it('of the stage are on the stack itself', () => {
    expect(keptApp.stack.tags.tagValues()).toEqual({ team: 'fulfilment', 'cost-center': '4711' });
  });
});
