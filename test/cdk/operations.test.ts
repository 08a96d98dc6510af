import { describe, expect, it } from 'vitest';
import { operateRequestSchema } from '../../lib/letters/request.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourceOf, resourcesOf } from './template-parts.ts';

const template = templateOf(keptBlock);
const replay = functionsOf(template)['replay-dead-letters'];
const api = resourceOf(template, 'AWS::ApiGatewayV2::Api');
const routeKey = 'POST /operations/dead-letters';
const route = resourcesOf(template, 'AWS::ApiGatewayV2::Route').find(
  ({ Properties }) => Properties.RouteKey === routeKey,
);

const work = resourcesOf(template, 'AWS::Scheduler::Schedule').find(
  ({ Properties: { Target } }) => Target.Arn['Fn::GetAtt']?.[0] === replay?.id,
);
if (work === undefined) throw new Error('nothing has the jobs worked off');

describe('the clock', () => {
  const { Properties } = work;

  it('has replay-dead-letters work every minute, each time once', () => {
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [replay?.id, 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    });
  });

  it('finds no earlier event tried again: Lambda tries each once, within a minute', () => {
    const own = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').filter(
      (config) => config.Properties.FunctionName.Ref === replay?.id,
    );

    expect(own).toHaveLength(1);
    expect(own[0]?.Properties).toEqual({
      FunctionName: { Ref: replay?.id },
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
      Qualifier: '$LATEST',
    });
  });

  it('asks for what the function understands', () => {
    const asked = operateRequestSchema.parse(JSON.parse(Properties.Target.Input));

    expect(asked).toEqual({ action: 'work' });
  });

  it('lends its role to the schedules of this account only', () => {
    const role = resourcesOf(template, 'AWS::IAM::Role').find(
      ({ id }) => id === Properties.Target.RoleArn['Fn::GetAtt'][0],
    );
    const [statement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];

    expect(statement).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: {
        StringEquals: {
          'aws:SourceAccount': { Ref: 'AWS::AccountId' },
          'aws:SourceArn': {
            'Fn::Join': ['', expect.arrayContaining([':schedule-group/default'])],
          },
        },
      },
    });
  });

  it('starts only when its role may invoke the function', () => {
    const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(
      ({ Properties: { Roles } }) => Roles[0].Ref === Properties.Target.RoleArn['Fn::GetAtt'][0],
    );

    expect(policies).toHaveLength(1);
    expect(work['DependsOn']).toContain(policies[0]?.id);
  });
});

describe('the operations route', () => {
  it('leads signed requests to replay-dead-letters, and no others', () => {
    const integrations = resourcesOf(template, 'AWS::ApiGatewayV2::Integration');
    const target = integrations.find(
      ({ id }) => id === route?.Properties.Target['Fn::Join'][1][1].Ref,
    );

    expect(route?.Properties.AuthorizationType).toBe('AWS_IAM');
    expect(target?.Properties).toMatchObject({
      PayloadFormatVersion: '2.0',
      IntegrationUri: { 'Fn::GetAtt': [replay?.id, 'Arn'] },
    });
  });

  it('has a limit of its own, which the stage can name because the route is there first', () => {
    const stage = resourceOf(template, 'AWS::ApiGatewayV2::Stage');

    expect(stage.Properties.RouteSettings).toEqual({
      [routeKey]: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
    expect(stage['DependsOn']).toContain(route?.id);
  });

  it('is told after the deploy', () => {
    expect(template.findOutputs('OperationsUrl')['OperationsUrl']?.['Value']).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [api.id, 'ApiEndpoint'] }, '/operations/dead-letters']],
    });
  });
});
