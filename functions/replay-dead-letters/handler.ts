/**
 * Operator's request, by direct invoke or through the operations route → what lies in the dead letters, a
 * job made, stopped or resumed, or a slice of the jobs worked off; or a sentence that says how to ask.
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

export type Dependencies = Answerers;

export const makeHandler = (answerers: Dependencies) => {
  const answer = makeAnswerRequest(answerers);
  return (event: unknown, context: Context): Promise<Answer | RouteAnswer> => {
    const remainingMillis = () => context.getRemainingTimeInMillis();
    const routeEvent = readRouteEvent(event);
    return routeEvent === undefined
      ? answer(event, remainingMillis)
      : answerRoute(answer, routeEvent, remainingMillis);
  };
};
