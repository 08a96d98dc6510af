/**
 * Viewer's request → what lies in the dead letters, what a replay would do, how the jobs stand; or a
 * sentence that says how to ask. Changes nothing.
 */
import type { Browse } from '../../lib/letters/browse.ts';
import { parseBrowseRequest } from '../../lib/letters/parse-request.ts';
import type { BrowseAnswer } from '../../lib/letters/request.ts';

export type Dependencies = { readonly browse: Browse };

export const makeHandler =
  ({ browse }: Dependencies) =>
  async (event: unknown): Promise<BrowseAnswer> => {
    const parsed = parseBrowseRequest(event);
    return parsed.kind === 'refused' ? parsed : browse(parsed.request);
  };
