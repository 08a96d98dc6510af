/**
 * An HTTP request as a function sees it: API Gateway's payload format 2.0.
 */
import { isUtf8 } from 'node:buffer';
import type { IamCaller } from './iam-authorizer.ts';
import type { RouteMatch } from './routes.ts';

export type GatewayRequest = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
};

export type EventSurroundings = {
  readonly apiId: string;
  readonly accountId: string;
  readonly requestId: string;
  readonly now: Date;
  /** Who signed the request, on a route with IAM authorization. */
  readonly caller: IamCaller | undefined;
};

/** Headers between the client and the gateway, which the function never sees. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect']);

export const toProxyEvent = (
  request: GatewayRequest,
  { route, pathParameters }: RouteMatch,
  { apiId, accountId, requestId, now, caller }: EventSurroundings,
) => {
  const [rawPath = '/', rawQueryString = ''] = splitOnce(request.target, '?');
  const { cookie, ...headers } = lowerCased(request.rawHeaders);
  const query = joined([...new URLSearchParams(rawQueryString)]);
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId,
      ...(caller !== undefined && { authorizer: { iam: caller } }),
      domainName: headers['host'] ?? '',
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...encodeBody(request.body, headers['content-type']),
  };
};

const splitOnce = (text: string, separator: string): readonly string[] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

const lowerCased = (rawHeaders: readonly string[]): Record<string, string> => {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index]?.toLowerCase() ?? '', rawHeaders[index + 1] ?? '']);
  }
  return joined(pairs.filter(([name]) => !hopByHop.has(name)));
};

/** Values that came more than once are joined with a comma, in the order they came. */
const joined = (pairs: readonly (readonly [string, string])[]): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const before = values[name];
    values[name] = before === undefined ? value : `${before},${value}`;
  }
  return values;
};

/** Text travels as text when its bytes are text; everything else as base64, so that no byte changes. */
const encodeBody = (body: Buffer, contentType = '') => {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = /^\s*(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/javascript\b)/i;
  return isText.test(contentType) && isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

/** `22/Nov/2026:10:00:00 +0000` */
const commonLogTime = (now: Date): string => {
  const [, day, month, year, time] = now.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};
