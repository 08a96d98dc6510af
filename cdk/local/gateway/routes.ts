/**
 * The HTTP API of the template: which function answers which request, and how often each route may be used.
 *
 * Refuses by name what the local gateway does not do: other authorizers than IAM, stages with a name.
 */
import * as z from 'zod';
import type { LocalResource, LocalTemplate } from '../contracts.ts';
import { refersTo } from '../functions/function-spec.ts';
import {
  readProperties,
  resourcesOf,
  templateBoolean,
  templateNumber,
} from '../read-properties.ts';
import { startRefused } from '../start-refused.ts';

export type Throttle = { readonly ratePerSecond: number; readonly burst: number };

export type Route = {
  /** As in the template: `POST /webhooks/shopify`. */
  readonly routeKey: string;
  /** `ANY` takes every method. */
  readonly method: string;
  /** The path's parts; `{name}` stands for one, `{name+}` for all that follow. */
  readonly segments: readonly string[];
  readonly functionLogicalId: string;
  /** How long the gateway waits for the function. */
  readonly timeoutMillis: number;
  readonly throttle: Throttle | undefined;
  /** Whether only those may use it who sign their requests and have the right to. */
  readonly needsIam: boolean;
};

export type HttpApi = { readonly apiId: string; readonly routes: readonly Route[] };

/** An integration may not take longer (HTTP API quota). */
const integrationMillisMax = 30_000;

const apiSchema = z.object({
  ProtocolType: z.literal('HTTP', 'the local gateway serves HTTP APIs only'),
  Name: z.string().optional(),
});
const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^[A-Z]+ \/\S*$/, 'the local gateway serves routes METHOD /path only'),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z
    .enum(['NONE', 'AWS_IAM'], 'the local gateway knows the authorizers NONE and AWS_IAM only')
    .default('NONE'),
});
const integrationSchema = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: templateNumber.min(50).max(integrationMillisMax).default(integrationMillisMax),
});
const throttleSchema = z.object({
  ThrottlingRateLimit: z.coerce.number().optional(),
  ThrottlingBurstLimit: templateNumber.optional(),
  DetailedMetricsEnabled: templateBoolean.optional(),
});
const stageSchema = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default', 'the local gateway serves the stage $default only'),
  DefaultRouteSettings: throttleSchema.optional(),
  RouteSettings: z.record(z.string(), throttleSchema).default({}),
});

/** @throws a refusal naming what the template asks of the gateway that it does not support. */
export const readHttpApi = ({ resources }: LocalTemplate): HttpApi => {
  const [api, ...others] = resourcesOf(resources, 'AWS::ApiGatewayV2::Api');
  if (api === undefined || others.length > 0) {
    throw startRefused(
      `the local gateway serves one HTTP API; the template has ${others.length + (api ? 1 : 0)}`,
      1,
    );
  }
  readProperties(api, apiSchema);
  const stages = resourcesOf(resources, 'AWS::ApiGatewayV2::Stage').map((stage) =>
    readProperties(stage, stageSchema),
  );
  const throttleOf = (routeKey: string): Throttle | undefined => {
    const stage = stages[0];
    return toThrottle(stage?.RouteSettings[routeKey]) ?? toThrottle(stage?.DefaultRouteSettings);
  };
  const routes = stages.length === 0 ? [] : resourcesOf(resources, 'AWS::ApiGatewayV2::Route');
  return { apiId: api.ref, routes: routes.map((route) => readRoute(resources, route, throttleOf)) };
};

const readRoute = (
  resources: LocalTemplate['resources'],
  resource: LocalResource,
  throttleOf: (routeKey: string) => Throttle | undefined,
): Route => {
  const route = readProperties(resource, routeSchema);
  const target = resourcesOf(resources, 'AWS::ApiGatewayV2::Integration').find(
    (integration) => route.Target === `integrations/${integration.ref}`,
  );
  if (target === undefined)
    throw startRefused(`${resource.logicalId}: no integration ${route.Target}`, 1);
  const integration = readProperties(target, integrationSchema);
  const called = resourcesOf(resources, 'AWS::Lambda::Function').find((candidate) =>
    refersTo(integration.IntegrationUri, candidate),
  );
  if (called === undefined)
    throw startRefused(`${target.logicalId}: calls no function of the template`, 1);
  const [method = '', path = ''] = route.RouteKey.split(' ');
  return {
    routeKey: route.RouteKey,
    method,
    segments: segmentsOf(path),
    functionLogicalId: called.logicalId,
    timeoutMillis: integration.TimeoutInMillis,
    throttle: throttleOf(route.RouteKey),
    needsIam: route.AuthorizationType === 'AWS_IAM',
  };
};

const toThrottle = (settings: z.output<typeof throttleSchema> | undefined): Throttle | undefined =>
  settings?.ThrottlingRateLimit === undefined || settings.ThrottlingBurstLimit === undefined
    ? undefined
    : { ratePerSecond: settings.ThrottlingRateLimit, burst: settings.ThrottlingBurstLimit };

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);

export type RouteMatch = { readonly route: Route; readonly pathParameters: Record<string, string> };

/** The most specific route that fits; a literal part wins over a parameter. */
export const matchRoute = (api: HttpApi, method: string, path: string): RouteMatch | undefined =>
  api.routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .toSorted((one, other) => parameterCount(one) - parameterCount(other))
    .flatMap((route) => {
      const pathParameters = fitPath(route.segments, segmentsOf(path));
      return pathParameters ? [{ route, pathParameters }] : [];
    })[0];

/** A greedy parameter counts more than any number of single ones. */
const parameterCount = ({ segments }: Route): number =>
  segments.filter((segment) => segment.startsWith('{')).length +
  (segments.at(-1)?.endsWith('+}') ? segments.length : 0);

const fitPath = (
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const actual = segments[index];
    if (actual === undefined) return undefined;
    if (part.endsWith('+}')) {
      parameters[part.slice(1, -2)] = segments.slice(index).join('/');
      return parameters;
    }
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = actual;
    else if (part !== actual) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
};
