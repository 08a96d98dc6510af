/**
 * Operator's request, by direct invoke, through the operations route or by a click in CloudWatch's custom
 * widget → what lies in the dead letters, a job made, stopped or resumed, or a slice of the jobs worked off;
 * or a sentence that says how to ask.
 */
import type { Context } from 'aws-lambda';
import {
  type Answer,
  type Answerers,
  makeAnswerRequest,
} from '../../lib/letters/answer-request.ts';
import {
  answerRoute,
  type RouteAnswer,
  readRouteEvent,
} from '../../lib/letters/operations-route.ts';
import { answerWidget } from '../../lib/letters/widget/answer-widget.ts';
import { makeReplayAsk } from '../../lib/letters/widget/desk.ts';
import { readWidgetEvent } from '../../lib/letters/widget/widget-event.ts';

export type Dependencies = Answerers & { readonly now: () => number };

export const makeHandler = ({ now, ...answerers }: Dependencies) => {
  const answer = makeAnswerRequest(answerers);
  return (event: unknown, context: Context): Promise<Answer | RouteAnswer | string> => {
    const remainingMillis = () => context.getRemainingTimeInMillis();
    const widget = readWidgetEvent(event);
    if (widget !== undefined) {
      const { invokedFunctionArn: own } = context;
      const scene = { place: { look: own, act: own }, now: now() };
      return answerWidget(makeReplayAsk(answerers, remainingMillis), widget, scene);
    }
    const route = readRouteEvent(event);
    return route === undefined
      ? answer(event, remainingMillis)
      : answerRoute(answer, route, remainingMillis);
  };
};
