/** What a stack is called and who asks: CloudFormation and STS, as the SDK asks them. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, type Resources, resourcesWith, startFixture } from './aws-fixture.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } };
const outputs = {
  TableName: { Value: { Ref: 'State' } },
  WebhookUrl: { Value: { 'Fn::Sub': `\${Api.ApiEndpoint}/webhooks?a=<1>&b` } },
};
const gatewayUrl = () => 'http://127.0.0.1:3000';

const start = async (
  options: Parameters<typeof startFixture>[2] = {},
  resources: Resources = resourcesWith(),
) => {
  const fixture = await startFixture({ ...resources, Api: api }, undefined, {
    outputs,
    ...options,
  });
  closing.push(fixture.close);
  const as = (given: typeof fixture.operator) => {
    const formation = new CloudFormationClient(given);
    const sts = new STSClient(given);
    closing.push(() => [formation, sts].forEach((client) => void client.destroy()));
    return {
      describe: async (StackName?: string) =>
        (await formation.send(new DescribeStacksCommand({ StackName }))).Stacks,
      identity: async () => {
        const { $metadata: _, ...identity } = await sts.send(new GetCallerIdentityCommand({}));
        return identity;
      },
      sts,
    };
  };
  return { ...fixture, operator: as(fixture.operator), deliver: as(fixture.deliver) };
};

const stackId =
  'arn:aws:cloudformation:us-east-1:000000000000:stack/bridge/00000000-0000-4000-8000-000000000000';

describe('DescribeStacks', () => {
  it('gives the outputs, with the address of the HTTP API here', async () => {
    const { operator, refOf } = await start({ gatewayUrl });

    const [stack, ...others] = (await operator.describe('bridge')) ?? [];
    expect(others).toEqual([]);
    expect(stack).toMatchObject({ StackName: 'bridge', StackStatus: 'CREATE_COMPLETE' });
    expect(stack?.StackId).toBe(stackId);
    expect(stack?.Outputs).toEqual([
      { OutputKey: 'TableName', OutputValue: refOf('State') },
      { OutputKey: 'WebhookUrl', OutputValue: 'http://127.0.0.1:3000/webhooks?a=<1>&b' },
    ]);
    expect(stack?.CreationTime?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('finds it by its id, and among all', async () => {
    const { operator } = await start({ gatewayUrl });

    for (const asked of [stackId, undefined])
      expect(await operator.describe(asked)).toMatchObject([{ StackName: 'bridge' }]);
  });

  it('says that it is being made until the gateway listens', async () => {
    const { operator } = await start();

    const [stack] = (await operator.describe('bridge')) ?? [];
    expect(stack).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS' });
    expect(stack?.Outputs).toBeUndefined();
  });

  it('knows no other stack', async () => {
    const { operator } = await start({ gatewayUrl });

    expect(await failureOf(operator.describe('bridge-2'))).toEqual({
      name: 'ValidationError',
      status: 400,
      message: 'Stack with id bridge-2 does not exist',
    });
  });

  it('needs a permission on the stack, for any id where it is asked for by its name', async () => {
    const statement = { Effect: 'Allow', Action: 'cloudformation:DescribeStacks' };
    const byId = { ...statement, Resource: { Ref: 'AWS::StackId' } };
    const byName = { ...statement, Resource: '*:stack/bridge-2*/*' };
    const { deliver, denials } = await start({ gatewayUrl }, resourcesWith([byId, byName]));
    const stackArn = 'arn:aws:cloudformation:us-east-1:000000000000:stack';
    const denied = { name: 'AccessDenied', status: 403 };

    expect(await deliver.describe(stackId)).toHaveLength(1);
    for (const asked of ['bridge', 'bridge-3', undefined])
      expect(await failureOf(deliver.describe(asked))).toMatchObject(denied);
    expect(await failureOf(deliver.describe('bridge-22'))).toMatchObject({
      name: 'ValidationError',
    });
    expect(denials.map(({ resource }) => resource)).toEqual([
      `${stackArn}/bridge/*`,
      `${stackArn}/bridge-3/*`,
      '*',
    ]);
  });
});

describe('GetCallerIdentity', () => {
  it('names the operator, and the session of a role, which needs no permission for it', async () => {
    const { operator, deliver, endpoint } = await start({}, resourcesWith([]));
    const role = endpoint.template.resources.get('DeliverRole');
    const name = endpoint.template.resources.get('Deliver')?.ref;

    expect(await operator.identity()).toEqual({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/operator',
      UserId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
    });
    expect(await deliver.identity()).toEqual({
      Account: '000000000000',
      Arn: `arn:aws:sts::000000000000:assumed-role/${role?.ref}/${name}`,
      UserId: `${role?.attributes.RoleId}:${name}`,
    });
  });

  it('is all there is of STS', async () => {
    const { operator } = await start();

    expect(await failureOf(operator.sts.send(new GetSessionTokenCommand({})))).toEqual({
      name: 'InvalidAction',
      status: 400,
      message: 'the local stack has no sts operation GetSessionToken',
    });
  });
});
