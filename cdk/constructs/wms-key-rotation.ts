/**
 * Rotates the WMS's credentials by the contract's key endpoint: a function that Secrets Manager calls, step by
 * step, and how often.
 *
 * Not the construct of the CDK's library: that one lets the function make passwords and names all resources
 * for it.
 */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, type Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { rotateWmsKeyEnv } from '../../lib/config/env/rotate-wms-key.ts';
import type { StageSettings } from '../../lib/config/stage.ts';
import type { WmsKeysSettings } from '../../lib/config/wms-keys.ts';
import { BridgeFunction, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';

export interface WmsKeyRotationProps {
  readonly deployment: string;
  readonly settings: Pick<StageSettings, 'wms'>;
  readonly keys: WmsKeysSettings;
  readonly wmsSecret: Secret;
  readonly logs: BridgeLogGroupProps;
}

/** A dozen requests at a twentieth of the WMS's limit, each with an answer of its own time. */
const timeout = Duration.minutes(5);

export class WmsKeyRotation extends Construct {
  readonly rotate: BridgeFunction;

  constructor(scope: Construct, id: string, props: WmsKeyRotationProps) {
    super(scope, id);
    const { keys, wmsSecret } = props;
    this.rotate = makeRotate(this, props);
    this.rotate.allow(
      'RotateWmsSecret',
      [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      [wmsSecret.secretArn],
    );
    const rotator = this.rotate.function;
    rotator.addPermission('Rotation', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: wmsSecret.secretArn,
      rotationLambdaArn: rotator.functionArn,
      rotationRules: { automaticallyAfterDays: keys.everyDays },
      // The first deploy comes before anybody has set the credentials that make new ones.
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager tries whether it may call the function; the role must allow it something by then.
    schedule.node.addDependency(rotator, this.rotate.role);
  }
}

const makeRotate = (
  scope: Construct,
  { deployment, settings, keys, wmsSecret, logs }: WmsKeyRotationProps,
): BridgeFunction => {
  const rotate = new BridgeFunction(scope, 'Rotate', {
    service: 'rotate-wms-key',
    deployment,
    timeout,
    logs,
    // It waits for the WMS most of its time.
    overrides: { memorySize: 256 },
    environment: {
      WMS_SECRET_ARN: wmsSecret.secretArn,
      WMS: JSON.stringify(settings.wms),
      WMS_KEYS: JSON.stringify(keys),
    } satisfies OwnEnvOf<typeof rotateWmsKeyEnv>,
  });
  Validations.of(rotate.function).acknowledge({
    id: 'Serverless::Serverless-LambdaDLQ',
    reason:
      'called by Secrets Manager, which waits for each step and repeats a rotation that fails',
  });
  return rotate;
};
