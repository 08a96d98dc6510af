import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../../cdk/local/aws/evaluate-policies.ts';
import type { Requirement } from '../../cdk/local/aws/requirements.ts';
import { outputNames } from '../../cdk/output-names.ts';
import { grantedBy, listOf, namesIn, statementsIn } from './granted.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { type Part, resourcesOf } from './template-parts.ts';

const shopArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf';
const template = templateOf({
  ...keptBlock,
  shops: [
    { domain: 'one-shop.myshopify.com' },
    { domain: 'other-shop.myshopify.com', secretArn: shopArn },
  ],
});

/** The policy that an output tells of. */
const policyOf = (from: Template, output: string): Part => {
  const told = from.findOutputs(output)[output]?.['Value'];
  const policy = resourcesOf(from, 'AWS::IAM::ManagedPolicy').find(({ id }) => id === told?.Ref);
  if (policy === undefined) throw new Error(`${output} tells of no policy`);
  return policy;
};
const viewer = policyOf(template, outputNames.viewerPolicy);
const onCall = policyOf(template, outputNames.onCallPolicy);

const onlyItems = (...ids: readonly string[]): string =>
  `if ${JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ids } })}`;

const looking = [
  'cloudformation:DescribeStacks on arn:<Partition>:cloudformation:<Region>:<AccountId>:stack/shopify-wms-bridge-kept/*',
  `dynamodb:GetItem on table ${onlyItems('order#*', 'circuit', 'watermark#*', 'nightly#*')}`,
  'dynamodb:Query on table/index/waiting',
  'lambda:InvokeFunction on browse-dead-letters',
  'logs:FilterLogEvents on logs of accept-webhook',
  'logs:FilterLogEvents on logs of browse-dead-letters',
  'logs:FilterLogEvents on logs of deliver-order',
  'logs:FilterLogEvents on logs of reconcile-orders',
  'logs:FilterLogEvents on logs of replay-dead-letters',
  'logs:FilterLogEvents on logs of watch-bridge',
  's3:GetObject on reports/reports/*',
  'secretsmanager:DescribeSecret on Address of the PagerDuty integration',
  'secretsmanager:DescribeSecret on Client secrets that sign the webhooks of one-shop.myshopify.com',
  'secretsmanager:DescribeSecret on Credentials for the Admin API of one-shop.myshopify.com',
  'secretsmanager:DescribeSecret on Credentials for the Admin API of other-shop.myshopify.com',
  'secretsmanager:DescribeSecret on Credentials of the WMS',
  `secretsmanager:DescribeSecret on ${shopArn}`,
  'sqs:GetQueueAttributes on orders',
];

describe('the policy allows exactly', () => {
  it('to look, for whoever looks: no letter’s content, no message, no secret’s value', () => {
    expect(grantedBy(template, statementsIn(viewer))).toEqual(looking);
  });

  it('besides, to work with dead letters, to reconcile, to set the circuit and to test the pager, for the person on call', () => {
    expect(grantedBy(template, statementsIn(onCall))).toEqual(
      [
        ...looking,
        'cloudwatch:SetAlarmState on alarm page-test',
        `dynamodb:PutItem on table ${onlyItems('circuit')}`,
        'execute-api:Invoke on arn:<Partition>:execute-api:<Region>:<AccountId>:api/$default/POST/operations/dead-letters',
        'lambda:InvokeFunction on reconcile-orders',
        'lambda:InvokeFunction on replay-dead-letters',
      ].sort(),
    );
  });
});

/** What IAM would say of a call, with the names that people use in place of ARNs. */
const judge = (policy: Part, action: string, resource: string, ...leadingKeys: string[]) => {
  const nameOf = namesIn(template);
  const Statement = statementsIn(policy).map(({ Resource, Condition, ...statement }) => ({
    ...statement,
    Resource: listOf(Resource).map(nameOf),
    ...(Condition ? { Condition: Condition as Record<string, Record<string, unknown>> } : {}),
  }));
  const call: Requirement = { action, resource, ...(leadingKeys[0] ? { leadingKeys } : {}) };
  return evaluatePolicies([{ Statement }], call);
};

describe('who looks', () => {
  it.each([
    ['dynamodb:GetItem', 'circuit'],
    ['dynamodb:GetItem', 'order#demo.myshopify.com/1001'],
    ['dynamodb:GetItem', 'watermark#demo.myshopify.com'],
    ['dynamodb:GetItem', 'nightly#demo.myshopify.com'],
  ])('reads order records, watermarks, nights and the circuit: %s %s', (action, ...keys) => {
    expect(judge(viewer, action, 'table', ...keys)).toBe('allowed');
  });

  it.each([
    ['dynamodb:GetItem', 'letter-content#1#0'],
    ['dynamodb:GetItem', 'circuit', 'letter-content#1#0'],
    ['dynamodb:BatchGetItem', 'circuit'],
    ['dynamodb:GetItem', 'circuit2'],
    ['dynamodb:PutItem', 'circuit'],
    ['dynamodb:DeleteItem', 'order#demo.myshopify.com/1001'],
    ['dynamodb:Scan'],
  ])('reads nothing else of the table and writes nothing: %s %s', (action, ...keys) => {
    expect(judge(viewer, action, 'table', ...keys)).toBe('not allowed');
  });
});

describe('both', () => {
  it.each([
    ['viewer', viewer],
    ['person on call', onCall],
  ] as const)(
    'read the reports of the nights, and not what those worked with: the %s',
    (_who, policy) => {
      const verdicts = ['reports', 'work'].map((folder) =>
        judge(policy, 's3:GetObject', `reports/${folder}/prod/one-shop.myshopify.com/night`),
      );
      expect(verdicts).toEqual(['allowed', 'not allowed']);
      expect(judge(policy, 's3:PutObject', 'reports/reports/night')).toBe('not allowed');
    },
  );
});

describe('the person on call', () => {
  it('writes the circuit’s item', () => {
    expect(judge(onCall, 'dynamodb:PutItem', 'table', 'circuit')).toBe('allowed');
  });

  it.each([
    ['dynamodb:PutItem', 'order#demo.myshopify.com/1001'],
    ['dynamodb:PutItem', 'replay-jobs'],
    ['dynamodb:GetItem', 'letter-content#1#0'],
    ['dynamodb:UpdateItem', 'circuit'],
  ])('writes and reads no other item by hand: %s %s', (action, ...keys) => {
    expect(judge(onCall, action, 'table', ...keys)).toBe('not allowed');
  });
});

describe('each of the two policies', () => {
  it('is the team’s to attach: nobody has it from the stack', () => {
    const policies = resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(({ Properties }) => [
      Properties.Roles,
      Properties.Users,
      Properties.Groups,
    ]);

    expect(policies).toEqual(Array.from({ length: 2 }, () => [undefined, undefined, undefined]));
  });

  it('is there without a secret of the WMS, where the WMS asks for none', () => {
    const open = templateOf({
      ...keptBlock,
      wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    });
    const granted = grantedBy(open, statementsIn(policyOf(open, outputNames.viewerPolicy)));

    expect(granted.filter((line) => line.startsWith('secretsmanager:'))).toEqual([
      'secretsmanager:DescribeSecret on Address of the PagerDuty integration',
      'secretsmanager:DescribeSecret on Client secrets that sign the webhooks of one-shop.myshopify.com',
      'secretsmanager:DescribeSecret on Credentials for the Admin API of one-shop.myshopify.com',
    ]);
  });
});
