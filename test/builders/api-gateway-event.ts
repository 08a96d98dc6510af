/** Events of the HTTP API (payload format 2.0) and the context that Lambda gives along. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type SignedRequest, signedRequest } from './shopify-order.ts';

const path = '/webhooks/shopify';

/** A webhook as API Gateway hands it over: header names in lower case, binary bodies in base64. */
export const apiGatewayEvent = (
  request: SignedRequest = signedRequest(),
  given: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 => {
  const { body } = request;
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    version: '2.0',
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: Object.fromEntries(headers),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method: 'POST',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'Shopify-Captain-Hook',
      },
      requestId: 'gateway-request-1',
      routeKey: `POST ${path}`,
      stage: '$default',
      time: '22/Nov/2026:10:00:02 +0000',
      timeEpoch: 1_795_341_602_000,
    },
    body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: typeof body !== 'string',
    ...given,
  };
};

export const lambdaContext = (given: Partial<Context> = {}): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'accept-webhook',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:accept-webhook',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/accept-webhook',
  logStreamName: '2026/11/22/[$LATEST]abc',
  getRemainingTimeInMillis: () => 4_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
  ...given,
});
