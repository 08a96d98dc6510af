/**
 * browse-dead-letters, put together from its environment and its edges: what the world is made of is
 * given, so that the very same parts run on Lambda and in the simulation.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeReadState } from '../../lib/adapters/order-records.ts';
import { makeJobStore } from '../../lib/adapters/replay-jobs.ts';
import type { BrowseDeadLettersEnv } from '../../lib/config/env/browse-dead-letters.ts';
import { type BrowsePorts, makeBrowse } from '../../lib/letters/browse.ts';
import { makeHandler } from './handler.ts';

export type Edges = Pick<BrowsePorts, 'now' | 'audit'> & {
  readonly documents: DynamoDBDocumentClient;
};

export const composeBrowseDeadLetters = (
  { TABLE_NAME: tableName, REPLAY_FUNCTION_ARN: replayArn }: BrowseDeadLettersEnv,
  { documents, ...edges }: Edges,
) =>
  makeHandler({
    now: edges.now,
    replayArn,
    browse: makeBrowse({
      ...edges,
      index: makeLetterIndex(documents, tableName),
      readState: makeReadState(documents, tableName),
      jobs: makeJobStore(documents, tableName),
    }),
  });
