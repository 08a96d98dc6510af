/** The real edges of this function: its environment and its clients. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { makeS3 } from '../../lib/adapters/aws-clients.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { emptyBucketEnv } from '../../lib/config/env/empty-bucket.ts';
import { readEnv } from '../../lib/config/env.ts';
import { makeTelemetry } from '../../lib/telemetry/powertools.ts';
import { composeEmptyBucket } from './compose.ts';

const env = readEnv(emptyBucketEnv);
const { logger } = makeTelemetry('empty-bucket', env.DEPLOYMENT, env.RELEASE);

export const handler = middy<unknown, void>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger))
  .handler(composeEmptyBucket(env, { s3: makeS3(), request: makeHttpRequest() }));
