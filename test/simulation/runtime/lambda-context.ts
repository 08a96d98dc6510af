/** What Lambda gives a handler beside the event. */
import type { Context } from 'aws-lambda';

export const lambdaContext = (
  functionName: string,
  awsRequestId: string,
  remainingMillis: () => number,
): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functionName}`,
  memoryLimitInMB: '256',
  awsRequestId,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: '[$LATEST]',
  getRemainingTimeInMillis: () => Math.max(0, remainingMillis()),
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
