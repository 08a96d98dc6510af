/**
 * A function of the bridge: bundled, logging and least privileged by the same rules everywhere.
 *
 * Its role starts with nothing but writing its own log group; each further statement is named by the
 * construct that needs it. There is no grant by resource, because those are wider than the need.
 */
import { type Duration, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { EnvOf } from '../../lib/config/env.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type BridgeLogGroupProps, makeLogGroup } from './bridge-log-group.ts';
import { bundledCode, functionHandler } from './function-code.ts';

/** The variables that every function gets here, so that no caller can forget or contradict them. */
type HouseVariable = 'DEPLOYMENT' | 'RELEASE';
/** What is left for the caller to set of a function's schema. */
export type OwnEnvOf<Schema extends z.ZodObject> = Omit<EnvOf<Schema>, HouseVariable>;

export interface BridgeFunctionProps {
  /** The folder in `functions/`; also the service in the function's logs and metrics. */
  readonly service: string;

  /** The stage's name. */
  readonly deployment: string;

  /** The longest one invocation may take. */
  readonly timeout: Duration;

  /** Variables of the function's own schema. */
  readonly environment: Readonly<Record<string, string>>;

  readonly logs: BridgeLogGroupProps;

  /** Settings over the house's defaults. @default - the house's defaults */
  readonly overrides?: Partial<
    Omit<FunctionProps, 'environment' | 'role' | 'logGroup' | 'timeout'>
  >;
}

const houseDefaults = (service: string) =>
  ({
    code: bundledCode(service),
    handler: functionHandler,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    // Processor share comes with memory: less makes cold starts longer than Shopify's patience.
    memorySize: 512,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
  }) satisfies FunctionProps;

export class BridgeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: BridgeFunctionProps) {
    super(scope, id);
    const { service, deployment, timeout, environment, logs, overrides } = props;

    this.logGroup = makeLogGroup(this, 'Logs', logs);
    // Without a role of its own the function would get AWS's managed policy, which writes any log group.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(
      'WriteOwnLogs',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [this.logGroup.logGroupArn],
    );

    this.function = new LambdaFunction(this, 'Function', {
      ...houseDefaults(service),
      ...overrides,
      timeout,
      role: this.role,
      logGroup: this.logGroup,
      environment: {
        POWERTOOLS_SERVICE_NAME: service,
        ...environment,
        ...({ DEPLOYMENT: deployment, RELEASE: packageJson.version } satisfies Record<
          HouseVariable,
          string
        >),
      },
    });
    Validations.of(this.function).acknowledge({
      id: 'Serverless::Serverless-LambdaTracing',
      reason:
        'the correlation id in every log line tells the story of an order; tracing would give each role actions on all resources',
    });
  }

  /**
   * Lets the function do exactly these actions on exactly these resources.
   *
   * @param sid - says what for; it also keeps statements of the same resource apart.
   */
  allow(sid: string, actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({
        sid,
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
      }),
    );
  }
}
