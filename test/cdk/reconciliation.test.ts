import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { reconcileRequestSchema } from '../../lib/reconciliation/request.ts';
import { type Block, keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf, variablesOf } from './template-parts.ts';

const template = templateOf(keptBlock);

const scheduled = (from: Template) =>
  resourcesOf(from, 'AWS::Scheduler::Schedule')
    .filter(
      ({ Properties: { Target } }) =>
        Target.Arn['Fn::GetAtt']?.[0] === functionsOf(from)['reconcile-orders']?.id,
    )
    .map(({ Properties }) => ({
      expression: Properties.ScheduleExpression,
      window: Properties.FlexibleTimeWindow,
      asked: JSON.parse(Properties.Target.Input),
      retries: Properties.Target.RetryPolicy.MaximumRetryAttempts,
    }));

const schedule = (expression: string, action: string) => ({
  expression,
  window: { Mode: 'OFF' },
  asked: { action },
  retries: 0,
});

describe('the clock of reconcile-orders', () => {
  it('has it poll every four minutes, go on with the night, and look after subscriptions every hour', () => {
    expect(scheduled(template)).toEqual([
      schedule('rate(4 minutes)', 'poll'),
      schedule('rate(1 minute)', 'nightly'),
      schedule('rate(1 hour)', 'subscriptions'),
    ]);
  });

  it('asks for what the function understands', () => {
    const asked = scheduled(template).map((one) => reconcileRequestSchema.parse(one.asked));

    expect(asked).toEqual([
      { action: 'poll' },
      { action: 'nightly', begin: false, by: 'unknown' },
      { action: 'subscriptions' },
    ]);
  });

  it.each<[Block, readonly unknown[]]>([
    [
      { everyMinutes: 1, nightlyEveryMinutes: 5 },
      [
        schedule('rate(1 minute)', 'poll'),
        schedule('rate(5 minutes)', 'nightly'),
        schedule('rate(1 hour)', 'subscriptions'),
      ],
    ],
    [{ watchSubscriptions: false, nightly: false }, [schedule('rate(4 minutes)', 'poll')]],
  ])('goes as the stage says: %j', (reconciliation, schedules) => {
    expect(scheduled(templateOf({ ...keptBlock, reconciliation }))).toEqual(schedules);
  });
});

describe('reconcile-orders', () => {
  it('has a minute, in which a run comes far and a command does not wait too long', () => {
    expect(functionsOf(template)['reconcile-orders']?.Properties).toMatchObject({
      Timeout: 60,
      MemorySize: 512,
    });
  });

  it('tells V8 how much it may take, so that a night has room for the list of the WMS', () => {
    expect(variablesOf(template, 'reconcile-orders')).toMatchObject({
      NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=256',
    });
  });

  it('reads the team’s own secret where one is given, and none is made', () => {
    const adminSecretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-AbCdEf';
    const shops = ['one', 'two'].map((name) => ({
      ...{ domain: `${name}.myshopify.com`, adminSecretArn },
    }));
    const given = templateOf({ ...keptBlock, shops });
    const made = resourcesOf(given, 'AWS::SecretsManager::Secret').map(
      ({ Properties }) => Properties.Description,
    );

    expect(made.filter((text: string) => text.includes('Admin API'))).toEqual([]);
    expect(
      resourcesOf(given, 'AWS::IAM::Policy')
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .find(({ Sid }) => Sid === 'ReadAdminSecrets'),
    ).toMatchObject({ Action: 'secretsmanager:GetSecretValue', Resource: adminSecretArn });
  });
});
