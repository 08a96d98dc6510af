/**
 * Who calls replay-dead-letters besides the command line: the clock, which has jobs worked off, and the
 * operations route, for whoever speaks HTTP and signs with IAM.
 */
import { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';
import { type HttpDoor, throttleRoute } from './http-door.ts';

export interface OperationsProps {
  readonly door: HttpDoor;
  readonly replay: BridgeFunction;
}

const path = '/operations/dead-letters';
/** People and their scripts; whatever they do wrong takes nothing from the webhooks. */
const throttle = { ratePerSecond: 10, burst: 20 };
/** The least that the service allows. An event that is late is of no use: the next one follows. */
const eventSecondsMax = 60;

export class Operations extends Construct {
  /** The full address of the operations route. */
  readonly url: string;
  /** What a policy that allows to call the route names. */
  readonly routeArn: string;

  constructor(scope: Construct, id: string, { door, replay }: OperationsProps) {
    super(scope, id);
    addRoute(door, replay);
    makeSchedule(this, replay);
    this.url = `${door.api.apiEndpoint}${path}`;
    this.routeArn = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: door.api.apiId,
      resourceName: `${door.stage.stageName}/${HttpMethod.POST}${path}`,
    });
  }
}

const addRoute = (door: HttpDoor, replay: BridgeFunction): void => {
  const routes = door.api.addRoutes({
    path,
    methods: [HttpMethod.POST],
    integration: new HttpLambdaIntegration('Operations', replay.function),
    authorizer: new HttpIamAuthorizer(),
  });
  for (const route of routes) {
    throttleRoute(door, { route, routeKey: `${HttpMethod.POST} ${path}`, ...throttle });
  }
};

/**
 * Every minute, whether there are jobs or not: what an invocation left undone goes on with the next one.
 *
 * Not the construct of the CDK's library, whose target may invoke every version of the function.
 */
const makeSchedule = (scope: Construct, replay: BridgeFunction): void => {
  const { functionArn } = replay.function;
  const role = makeSchedulerRole(scope, functionArn);
  const schedule = new CfnSchedule(scope, 'Work', {
    description: 'Has replay-dead-letters go on with its jobs',
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ action: 'work' }),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: eventSecondsMax },
    },
  });
  // Also for the role's policy, without which the first events would be refused.
  schedule.node.addDependency(role);
};

/** For the schedules of this account and of the group that they are in, and for nobody else's. */
const makeSchedulerRole = (scope: Construct, functionArn: string): Role => {
  const stack = Stack.of(scope);
  const group = stack.formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const role = new Role(scope, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group },
      },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'InvokeReplay',
      actions: ['lambda:InvokeFunction'],
      resources: [functionArn],
    }),
  );
  return role;
};
