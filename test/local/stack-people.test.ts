/** The running stack as a person meets it: who they are, what they may do, what the stack is called. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { operatorCredentials } from '../../cdk/local/operator-credentials.ts';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { failureOf } from './aws-fixture.ts';
import { type Outputs, type Resources, startFixture } from './stack-fixture.ts';

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const running = async (edit?: (resources: Resources, outputs: Outputs) => void) => {
  const fixture = await startFixture(edit);
  endings.push(fixture.end);
  return fixture;
};

const policyWith = (Action: string, Resource: unknown) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } },
});

/** A viewer who may count messages, and one on call who may also open the operations' door. */
const withPeople = (resources: Resources, outputs: Outputs): void => {
  resources['Looking'] = policyWith('sqs:GetQueueAttributes', {
    'Fn::GetAtt': ['Orders', 'Arn'],
  });
  resources['Operating'] = policyWith('execute-api:Invoke', {
    'Fn::Sub': `arn:aws:execute-api:*:*:\${Api}/*/POST/operations`,
  });
  resources['OperationsRoute'] = {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'POST /operations',
      AuthorizationType: 'AWS_IAM',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    },
  };
  outputs['ViewerPolicyArn'] = { Value: { Ref: 'Looking' } };
  outputs['OnCallPolicyArn'] = { Value: { Ref: 'Operating' } };
  outputs['WebhookUrl'] = {
    Value: { 'Fn::Sub': `\${Api.ApiEndpoint}/webhooks/shopify` },
  };
};

type Person = keyof StackDescription['people'];
const keysOf = ({ people }: StackDescription, who: Person) => {
  const keys = people[who];
  if (keys === undefined) throw new Error(`stack.json has no ${who}`);
  return keys;
};

/** What clients of the stack need, as one of its people. */
const as = (description: StackDescription, who: Person) => {
  const { awsEndpoint: endpoint, region } = description;
  return { endpoint, region, credentials: keysOf(description, who), maxAttempts: 1 };
};

describe('the people of the stack', () => {
  it('stand in stack.json, and are known by what their policies are for', async () => {
    const { stack } = await running(withPeople);
    const described = stack.describe();
    const arns = await Promise.all(
      (['viewer', 'onCall'] as const).map(async (who) => {
        const client = new STSClient(as(described, who));
        const { Arn } = await client.send(new GetCallerIdentityCommand({}));
        client.destroy();
        return Arn;
      }),
    );

    expect(arns).toEqual([
      'arn:aws:iam::000000000000:user/Viewer',
      'arn:aws:iam::000000000000:user/OnCall',
    ]);
  });

  it('are none where the outputs name no policy', async () => {
    const { stack } = await running();

    expect(stack.describe().people).toEqual({});
  });

  it('may do what their policy says; what is denied is told', async () => {
    const { stack, notes } = await running(withPeople);
    const described = stack.describe();
    const look = async (who: Person) => {
      const client = new SQSClient(as(described, who));
      const { orders: QueueUrl } = described.queues;
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      const failure = await failureOf(client.send(command));
      client.destroy();
      return failure?.name;
    };

    expect([await look('viewer'), await look('onCall')]).toEqual([undefined, 'AccessDenied']);
    expect(notes.filter((line) => line.startsWith('denied: '))).toEqual([
      expect.stringMatching(/^denied: Operating may not sqs:GetQueueAttributes on arn:aws:sqs:/),
    ]);
  });

  it('open the door that their policy names', async () => {
    const { stack, post } = await running(withPeople);
    const described = stack.describe();
    const url = `${new URL(described.webhookUrl).origin}/operations`;
    const posted = async (who: Person) => {
      const { accessKeyId } = keysOf(described, who);
      const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/${described.region}/execute-api/aws4_request, SignedHeaders=host, Signature=00`;
      const response = await fetch(url, {
        ...{ method: 'POST', body: who },
        headers: { authorization, 'content-type': 'text/plain' },
      });
      return [response.status, await response.text()];
    };

    expect(await posted('onCall')).toEqual([200, 'hello']);
    expect(await posted('viewer')).toEqual([403, '{"message":"Forbidden"}']);
    expect((await post('order-1', url)).status).toBe(403);
  });
});

describe('the stack', () => {
  it('says where its webhooks are posted to', async () => {
    const { stack } = await running(withPeople);
    const { awsEndpoint: endpoint, region, webhookUrl } = stack.describe();
    const credentials = operatorCredentials;
    const client = new CloudFormationClient({ endpoint, region, credentials });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'fixture' }));
    client.destroy();

    expect(Stacks?.[0]?.Outputs).toContainEqual({
      OutputKey: 'WebhookUrl',
      OutputValue: webhookUrl,
    });
  });
});
