/**
 * The one HTTP API of a stage: its logs, how much it takes, and routes that take less of their own.
 *
 * No construct of its own: what the API is called in the template depends on where it is made, and
 * another name would replace the address that Shopify posts to.
 */
import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { AcceptSettings } from '../../lib/config/policy.ts';
import { type BridgeLogGroupProps, makeLogGroup } from './bridge-log-group.ts';

export interface HttpDoorProps {
  readonly settings: Pick<AcceptSettings, 'ratePerSecond' | 'burst'>;
  readonly logs: BridgeLogGroupProps;
}

export type HttpDoor = { readonly api: HttpApi; readonly stage: HttpStage };

export type ThrottledRoute = {
  readonly route: HttpRoute;
  /** For instance `POST /webhooks/shopify`. */
  readonly routeKey: string;
  readonly ratePerSecond: number;
  readonly burst: number;
};

/** One JSON object per request: what is needed to find a refused one, and nothing of its body. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    request_id: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    response_bytes: '$context.responseLength',
    latency_ms: '$context.responseLatency',
    integration_latency_ms: '$context.integrationLatency',
    integration_error: '$context.integrationErrorMessage',
    error: '$context.error.responseType',
  }),
);

export const makeDoor = (scope: Construct, { settings, logs }: HttpDoorProps): HttpDoor => {
  const api = new HttpApi(scope, 'Api', {
    apiName: Stack.of(scope).stackName,
    createDefaultStage: false,
  });
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: settings.ratePerSecond, burstLimit: settings.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(makeLogGroup(scope, 'AccessLogs', logs)),
      format: accessLogFormat,
    },
  });
  return { api, stage };
};

/** Gives one route a limit of its own, apart from the one that all others share. */
export const throttleRoute = (
  { stage }: HttpDoor,
  { route, routeKey, ratePerSecond, burst }: ThrottledRoute,
): void => {
  const resource = stage.node.defaultChild;
  if (!(resource instanceof CfnStage)) throw new Error('the stage has no resource of its own');
  resource.routeSettings = {
    [routeKey]: { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst },
  };
  // API Gateway refuses a stage that names a route which is not there yet.
  stage.node.addDependency(route);
};
