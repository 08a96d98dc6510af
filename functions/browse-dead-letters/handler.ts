/**
 * Viewer's request → what lies in the dead letters, what a replay would do, how the jobs stand; or a
 * sentence that says how to ask. CloudWatch's custom widget is answered in HTML. Changes nothing.
 */
import type { Context } from 'aws-lambda';
import type { Browse } from '../../lib/letters/browse.ts';
import { parseBrowseRequest } from '../../lib/letters/parse-request.ts';
import type { BrowseAnswer } from '../../lib/letters/request.ts';
import { answerWidget } from '../../lib/letters/widget/answer-widget.ts';
import { makeBrowseAsk } from '../../lib/letters/widget/desk.ts';
import { readWidgetEvent } from '../../lib/letters/widget/widget-event.ts';

export type Dependencies = {
  readonly browse: Browse;
  readonly now: () => number;
  /** Of replay-dead-letters, which the widget's buttons call. */
  readonly replayArn: string;
};

export const makeHandler = ({ browse, now, replayArn }: Dependencies) => {
  const ask = makeBrowseAsk(browse);
  return async (event: unknown, context: Context): Promise<BrowseAnswer | string> => {
    const widget = readWidgetEvent(event);
    if (widget !== undefined) {
      const place = { look: context.invokedFunctionArn, act: replayArn };
      return answerWidget(ask, widget, { place, now: now() });
    }
    const parsed = parseBrowseRequest(event);
    return parsed.kind === 'refused' ? parsed : browse(parsed.request);
  };
};
