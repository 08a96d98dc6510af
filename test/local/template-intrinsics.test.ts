import { afterEach, describe, expect, it } from 'vitest';
import { loadTemplate } from '../../cdk/local/template/load-template.ts';
import { functionWith, resourcesWith, writeAssembly } from './aws-fixture.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

const load = async (template: object) => {
  const { folder, remove } = writeAssembly(template);
  removals.push(remove);
  return loadTemplate({
    assemblyDir: folder,
    endpointUrl: 'http://127.0.0.1:4566',
    region: 'us-east-1',
  });
};

/** What the function would find in its environment. */
const resolve = async (variables: Readonly<Record<string, unknown>>, sections: object = {}) => {
  const Resources = { ...resourcesWith(), Deliver: functionWith(variables) };
  const loaded = await load({ Resources, ...sections });
  if (loaded.kind === 'refused') return loaded.faults;
  return loaded.template.resources.get('Deliver')?.properties.Environment;
};

describe('a template on this machine', () => {
  it('gives every resource the reference and attributes that a deploy would', async () => {
    const variables = {
      QUEUE: { Ref: 'Orders' },
      QUEUE_ARN: { 'Fn::GetAtt': ['Orders', 'Arn'] },
      QUEUE_NAME: { 'Fn::GetAtt': 'Orders.QueueName' },
      TABLE: { Ref: 'State' },
      TABLE_ARN: { 'Fn::GetAtt': ['State', 'Arn'] },
      SECRET: { Ref: 'ShopSecret' },
      ROLE_ARN: { 'Fn::GetAtt': ['DeliverRole', 'Arn'] },
    };

    expect(await resolve(variables)).toEqual({
      Variables: {
        QUEUE: 'http://127.0.0.1:4566/000000000000/bridge-Orders-YXCVRECGKVW0.fifo',
        QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:bridge-Orders-YXCVRECGKVW0.fifo',
        QUEUE_NAME: 'bridge-Orders-YXCVRECGKVW0.fifo',
        TABLE: 'bridge-State-4HYIXOV8F6RS',
        TABLE_ARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/bridge-State-4HYIXOV8F6RS',
        SECRET: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop-0Q4C3m',
        ROLE_ARN: 'arn:aws:iam::000000000000:role/bridge-DeliverRole-G6ZLWCP62KJ7',
      },
    });
  });

  it('knows the pseudo parameters and the parameters with a default', async () => {
    const pseudo = ['Region', 'AccountId', 'Partition', 'URLSuffix', 'StackName'];
    const variables = Object.fromEntries(pseudo.map((name) => [name, { Ref: `AWS::${name}` }]));
    const Parameters = { Bootstrap: { Type: 'String', Default: '/version' } };

    expect(
      await resolve({ ...variables, PARAMETER: { Ref: 'Bootstrap' } }, { Parameters }),
    ).toEqual({
      Variables: {
        Region: 'us-east-1',
        AccountId: '000000000000',
        Partition: 'aws',
        URLSuffix: 'amazonaws.com',
        StackName: 'bridge',
        PARAMETER: '/version',
      },
    });
  });

  it('evaluates the intrinsic functions, nested ones too', async () => {
    const variables = {
      JOIN: { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, 'b']] },
      SUB: { 'Fn::Sub': `\${AWS::Region} \${State.Arn} \${!Literal}` },
      SUB_WITH: { 'Fn::Sub': [`\${Name}-\${AWS::AccountId}`, { Name: { Ref: 'AWS::StackName' } }] },
      SELECT: { 'Fn::Select': ['1', ['zero', 'one']] },
      SPLIT: { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Deliver', 'Arn'] }] }] },
      BASE64: { 'Fn::Base64': 'order' },
      MAP: { 'Fn::FindInMap': ['Limits', { Ref: 'AWS::Region' }, 'perSecond'] },
      NOTHING: { Ref: 'AWS::NoValue' },
    };
    const Mappings = { Limits: { 'us-east-1': { perSecond: '10' } } };

    expect(await resolve(variables, { Mappings })).toEqual({
      Variables: {
        JOIN: 'a/us-east-1/b',
        SUB: `us-east-1 arn:aws:dynamodb:us-east-1:000000000000:table/bridge-State-4HYIXOV8F6RS \${Literal}`,
        SUB_WITH: 'bridge-000000000000',
        SELECT: 'one',
        SPLIT: 'function',
        BASE64: 'b3JkZXI=',
        MAP: '10',
      },
    });
  });

  it('evaluates conditions, and takes only the branch that holds', async () => {
    const Conditions = {
      Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      Elsewhere: { 'Fn::Not': [{ Condition: 'Here' }] },
      Both: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'Elsewhere' }] },
      Either: { 'Fn::Or': [{ Condition: 'Here' }, { Condition: 'Elsewhere' }] },
    };
    const variables = {
      HERE: { 'Fn::If': ['Here', 'yes', { Ref: 'NoSuchResource' }] },
      BOTH: { 'Fn::If': ['Both', 'yes', 'no'] },
      EITHER: { 'Fn::If': ['Either', 'yes', 'no'] },
    };

    expect(await resolve(variables, { Conditions })).toEqual({
      Variables: { HERE: 'yes', BOTH: 'no', EITHER: 'yes' },
    });
  });

  it('leaves out resources and outputs whose condition does not hold', async () => {
    const loaded = await load({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        ...resourcesWith(),
        Extra: { Type: 'AWS::SQS::Queue', Condition: 'Never', Properties: {} },
      },
      Outputs: {
        Table: { Value: { Ref: 'State' } },
        Extra: { Value: 'x', Condition: 'Never' },
      },
    });

    if (loaded.kind === 'refused') throw new Error(loaded.faults.join());
    expect(loaded.template.resources.has('Extra')).toBe(false);
    expect(loaded.template.outputs).toEqual({ Table: 'bridge-State-4HYIXOV8F6RS' });
  });

  it('finds the folder of a function by the key of its code', async () => {
    const loaded = await load({ Resources: resourcesWith() });

    if (loaded.kind === 'refused') throw new Error(loaded.faults.join());
    expect(loaded.template.assets.get('Deliver')).toMatch(/assembly-\w+\/asset\.deliver$/);
  });

  it('gives the same names at every start, within the length that the service allows', async () => {
    const long = `Orders${'Long'.repeat(30)}`;
    const Resources = {
      ...resourcesWith(),
      [long]: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    };
    const [first, second] = [await load({ Resources }), await load({ Resources })];

    if (first.kind === 'refused' || second.kind === 'refused') throw new Error('refused');
    const name = first.template.resources.get(long)?.attributes.QueueName ?? '';
    expect(second.template.resources.get(long)?.attributes.QueueName).toBe(name);
    expect(name).toHaveLength(80);
    expect(name).toMatch(/^bridge-OrdersLong.*\.fifo$/);
  });
});
