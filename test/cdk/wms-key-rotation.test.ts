/** The rotation of the WMS's credentials in the template: there where the WMS has a key endpoint, and only there. */
import { describe, expect, it } from 'vitest';
import { grantedBy, statementsOfRole } from './granted.ts';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf } from './template-parts.ts';

const template = templateOf({ ...keptBlock, wmsKeys: { everyDays: 45 } });
const without = templateOf(keptBlock);
const rotate = functionsOf(template)['rotate-wms-key'];
const [schedule] = resourcesOf(template, 'AWS::SecretsManager::RotationSchedule');

describe('a stage whose WMS has a key endpoint', () => {
  it('rotates the WMS’s secret every so many days, and not with the deploy', () => {
    expect(schedule?.Properties).toMatchObject({
      RotationRules: { AutomaticallyAfterDays: 45 },
      RotateImmediatelyOnUpdate: false,
      RotationLambdaARN: { 'Fn::GetAtt': [rotate?.id, 'Arn'] },
    });
  });

  it('lets Secrets Manager of its own account call the function, and nobody else', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ({ Properties }) => Properties.FunctionName['Fn::GetAtt']?.[0] === rotate?.id,
    );

    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
      }),
    ]);
  });

  it('gives the function this one secret, and its own log', () => {
    const role = rotate?.Properties.Role['Fn::GetAtt'][0];

    expect(grantedBy(template, statementsOfRole(template, role))).toEqual([
      'logs:CreateLogStream on logs of rotate-wms-key',
      'logs:PutLogEvents on logs of rotate-wms-key',
      'secretsmanager:DescribeSecret on Credentials of the WMS',
      'secretsmanager:GetSecretValue on Credentials of the WMS',
      'secretsmanager:PutSecretValue on Credentials of the WMS',
      'secretsmanager:UpdateSecretVersionStage on Credentials of the WMS',
    ]);
  });
});

it('a stage without it has neither function nor schedule', () => {
  expect(functionsOf(without)).not.toHaveProperty('rotate-wms-key');
  expect(resourcesOf(without, 'AWS::SecretsManager::RotationSchedule')).toEqual([]);
});
