/**
 * empty-bucket, put together from its environment and its edges.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { makeBucketContents } from '../../lib/adapters/bucket-contents.ts';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeAnswerStack } from '../../lib/adapters/stack-answer.ts';
import type { EmptyBucketEnv } from '../../lib/config/env/empty-bucket.ts';
import { makeHandler } from './handler.ts';

export type Edges = { readonly s3: S3Client; readonly request: SendHttp };

export const composeEmptyBucket = (env: EmptyBucketEnv, { s3, request }: Edges) =>
  makeHandler({
    contents: makeBucketContents(s3, env.REPORTS_BUCKET),
    answer: makeAnswerStack(request),
  });
