/** A route with IAM authorization: who may use it, and what the function learns of the caller. */
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../cdk/local/gateway/gateway.ts';
import { resourcesWith, startFixture } from './aws-fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const path = '/operations/dead-letters';
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const integration = { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] };
const ApiId = { Ref: 'Api' };

const routeWith = (RouteKey: string, AuthorizationType: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId, RouteKey, AuthorizationType, Target: integration },
});

const api = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId, StageName: '$default' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ...{ ApiId, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' },
      IntegrationUri: arn('Deliver'),
    },
  },
  Operations: routeWith(`POST ${path}`, 'AWS_IAM'),
  Hook: routeWith('POST /webhooks/shopify', 'NONE'),
};

/** A person who may invoke this, with API and route as the template calls them. */
const personWith = (resource: string) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: {
          'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/${resource}`,
        },
      },
    },
  },
});

const people = {
  OnCall: personWith(`*/POST${path}`),
  Reader: personWith('*/GET/*'),
  Stranger: personWith('v1/POST/operations/dead-letters'),
};

type Event = { requestContext: { authorizer?: object } };

const start = async () => {
  const { endpoint, denials, refOf, close } = await startFixture({
    ...{ ...resourcesWith(), ...api, ...people },
  });
  closing.push(close);
  const events: Event[] = [];
  const gateway = await startGateway({
    ...{ port: 0, region: 'us-east-1', template: endpoint.template, admit: endpoint.admit },
    invoke: async (_, event) => {
      events.push(event as Event);
      return { kind: 'answered', payload: { statusCode: 200 }, billedMillis: 1 };
    },
  });
  closing.push(gateway.close);
  const post = async (authorization?: string, to = path) => {
    const response = await fetch(`${gateway.url}${to}?a=1`, {
      ...{ method: 'POST', body: '{}' },
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
    return [response.status, await response.text()] as const;
  };
  return { post, events, denials, endpoint, apiId: refOf('Api') };
};

/** As the SDK writes it; nobody on this machine verifies the signature itself. */
const signedBy = (accessKeyId: string, scope = 'us-east-1/execute-api') =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/${scope}/aws4_request, SignedHeaders=content-length;host;x-amz-date, Signature=${'0a'.repeat(32)}`;

const forbidden = [403, '{"message":"Forbidden"}'];
const done = [200, ''];

describe('a route with IAM authorization', () => {
  it('is open to a person with the right, whom the function then knows', async () => {
    const { post, events, denials, endpoint } = await start();
    const { accessKeyId } = endpoint.credentialsOf('OnCall');

    expect(await post(signedBy(accessKeyId))).toEqual(done);
    expect(events.map(({ requestContext }) => requestContext.authorizer)).toEqual([
      {
        iam: {
          accessKey: accessKeyId,
          accountId: '000000000000',
          callerId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: 'arn:aws:iam::000000000000:user/OnCall',
          userId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
        },
      },
    ]);
    expect(denials).toEqual([]);
  });

  it('is open to the operator', async () => {
    const { post, events } = await start();

    expect(await post(signedBy('operator'))).toEqual(done);
    expect(events[0]?.requestContext.authorizer).toMatchObject({
      iam: { accessKey: 'operator', userArn: 'arn:aws:iam::000000000000:user/operator' },
    });
  });

  it.each([
    ['another method', 'Reader'],
    ['another stage of the API', 'Stranger'],
    ['no such right', 'Deliver'],
  ])('is closed to one with a right to %s', async (_, logicalId) => {
    const { post, events, denials, endpoint, apiId } = await start();
    const { accessKeyId } = endpoint.credentialsOf(logicalId);

    expect(await post(signedBy(accessKeyId))).toEqual(forbidden);
    expect(events).toEqual([]);
    expect(denials).toEqual([
      {
        caller: logicalId,
        action: 'execute-api:Invoke',
        resource: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/POST${path}`,
        reason: 'not allowed',
      },
    ]);
  });

  it.each([
    ['no signature', undefined],
    ['another scheme', 'Basic b3BlcmF0b3I6'],
    ['a signature for another service', signedBy('operator', 'us-east-1/lambda')],
    ['a signature for another region', signedBy('operator', 'eu-west-1/execute-api')],
    ['half a signature', signedBy('operator').replace(/, Signature=.*/, '')],
  ])('is closed to %s', async (_, authorization) => {
    const { post, events, denials } = await start();

    expect(await post(authorization)).toEqual(forbidden);
    expect([events, denials]).toEqual([[], []]);
  });

  it('leaves the other routes open, to whose functions a signature says nothing', async () => {
    const { post, events } = await start();

    expect(await post(undefined, '/webhooks/shopify')).toEqual(done);
    expect(await post(signedBy('operator'), '/webhooks/shopify')).toEqual(done);
    expect(events.map(({ requestContext }) => requestContext.authorizer)).toEqual([
      ...[undefined, undefined],
    ]);
  });
});
