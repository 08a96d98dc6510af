import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { neededByAws } from '../rights/needed-by-aws.ts';
import { listOf, statementsOfRole } from './granted.ts';
import { appOf, keptBlock, templateOf } from './synthesize.ts';
import { functionsOf } from './template-parts.ts';

const vpcId = 'vpc-0123456789abcdef0';
const network = {
  ...{ vpcId, securityGroupIds: ['sg-0123456789abcdef0'] },
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
};
const block = { ...keptBlock, network, wmsKeys: {} };
const [plain, private_] = [templateOf({ ...keptBlock, wmsKeys: {} }), templateOf(block)];
const callers = ['deliver-order', 'reconcile-orders', 'rotate-wms-key'];

const statementsOf = (service: string, template = private_) =>
  statementsOfRole(template, functionsOf(template)[service]?.Properties.Role['Fn::GetAtt'][0]);

describe('a WMS in a private network', () => {
  it('is called from there by the three functions that call it; the others stay outside', () => {
    const inside = Object.entries(functionsOf(private_))
      .filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
      .map(([service, { Properties }]) => [service, Properties.VpcConfig]);
    const { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds } = network;

    expect(inside.sort()).toEqual(
      callers.map((service) => [service, { SubnetIds, SecurityGroupIds }]),
    );
  });

  it.each(callers)('lets Lambda make the interfaces of %s, in this network alone', (service) => {
    const join = statementsOf(service).find(({ Sid }) => Sid === 'JoinNetwork');

    expect(join).toEqual({
      ...{ Sid: 'JoinNetwork', Effect: 'Allow', Action: 'ec2:CreateNetworkInterface' },
      Resource: '*',
      Condition: {
        ArnLikeIfExists: {
          'ec2:Vpc': {
            'Fn::Join': [
              '',
              [
                ...['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }],
                `:*:vpc/${vpcId}`,
              ],
            ],
          },
        },
      },
    });
  });

  it.each(callers)('denies the own code of %s every action that Lambda is allowed', (service) => {
    const statements = statementsOf(service).filter(({ Resource }) => Resource === '*');
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    const denied = statements.filter(({ Effect }) => Effect === 'Deny');

    expect(allowed.map(({ Sid }) => neededByAws[Sid]?.page.split('/').at(-1))).toEqual(
      Array(2).fill('configuration-vpc.html'),
    );
    expect(denied.flatMap(({ Action }) => listOf(Action)).sort()).toEqual(
      allowed.flatMap(({ Action }) => listOf(Action)).sort(),
    );
    expect(denied.map(({ Condition }) => Condition)).toEqual([
      { Null: { 'lambda:SourceFunctionArn': 'false' } },
    ]);
  });

  it('changes nothing but those functions and their roles', () => {
    const [before, after] = [plain, private_].map(
      (template) => template.toJSON().Resources as Record<string, { readonly Type: string }>,
    );
    const changed = Object.entries(after ?? {})
      .filter(([id, resource]) => JSON.stringify(before?.[id]) !== JSON.stringify(resource))
      .map(([, { Type }]) => Type);

    expect(Object.keys(after ?? {})).toEqual(Object.keys(before ?? {}));
    expect(changed.sort()).toEqual([
      ...Array(3).fill('AWS::IAM::Policy'),
      ...Array(3).fill('AWS::Lambda::Function'),
    ]);
  });

  it('says at synth which ways out it needs', () => {
    const { stack } = appOf({ kept: block }, 'kept');
    const found = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp(vpcId));

    expect(found).toHaveLength(1);
    const said = String(found[0]?.entry.data);
    for (const word of ['DynamoDB', 'SQS', 'Secrets Manager', 'S3', 'NAT', 'myshopify.com'])
      expect(said).toContain(word);
  });
});
