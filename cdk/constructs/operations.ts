/**
 * Who calls replay-dead-letters besides the command line: the clock, which has jobs worked off, and the
 * operations route, for whoever speaks HTTP and signs with IAM.
 */
import { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';
import { makeClock } from './clock.ts';
import { type HttpDoor, throttleRoute } from './http-door.ts';

export interface OperationsProps {
  readonly door: HttpDoor;
  readonly replay: BridgeFunction;
}

const path = '/operations/dead-letters';
/** People and their scripts; whatever they do wrong takes nothing from the webhooks. */
const throttle = { ratePerSecond: 10, burst: 20 };

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

/** Every minute, whether there are jobs or not: what an invocation left undone goes on with the next one. */
const makeSchedule = (scope: Construct, replay: BridgeFunction): void => {
  makeClock(
    scope,
    replay,
    'InvokeReplay',
  )('Work', {
    description: 'Has replay-dead-letters go on with its jobs',
    expression: 'rate(1 minute)',
    input: { action: 'work' },
  });
};
