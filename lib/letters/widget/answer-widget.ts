/**
 * Answers a CloudWatch custom widget: the same requests and rules as by direct invoke, and the answers as
 * HTML. Everything that comes from data is text in it.
 */
import type { Answer, AnyRequest } from '../answer-request.ts';
import { refused } from '../refusals.ts';
import type { Scene } from './button.ts';
import type { Ask } from './desk.ts';
import { widgetDocumentation } from './documentation.ts';
import { readFindForm } from './find-form.ts';
import { refusedView } from './frame.ts';
import { type Html, html } from './html.ts';
import { jobsView, jobView } from './job-view.ts';
import { letterView } from './letter-view.ts';
import { listView } from './list-view.ts';
import { overview } from './overview.ts';
import { planView } from './plan-view.ts';
import type { WidgetEvent } from './widget-event.ts';

/** Half a character, which a reason that was cut may end with, would not survive the way to CloudWatch. */
export const answerWidget = async (ask: Ask, event: WidgetEvent, scene: Scene): Promise<string> =>
  event.kind === 'describe'
    ? widgetDocumentation
    : (await viewOf(ask, event, scene)).html.trim().toWellFormed();

type Click = Extract<WidgetEvent, { readonly kind: 'ask' }>;

const viewOf = async (ask: Ask, { request, form }: Click, scene: Scene): Promise<Html> => {
  switch (request['action']) {
    case undefined:
    case 'overview':
      return begin(ask, scene);
    case 'find': {
      const found = readFindForm(form, scene.now);
      return found.kind === 'refused'
        ? refusedView(found, scene.place)
        : show(ask, found.request, scene);
    }
    default:
      return show(ask, request, scene);
  }
};

const begin = async (ask: Ask, scene: Scene): Promise<Html> => {
  const [{ answer: list }, { answer: jobs }] = await Promise.all([
    ask({ action: 'list', limit: 0 }),
    ask({ action: 'jobs' }),
  ]);
  if (list.kind === 'refused') return refusedView(list, scene.place);
  if (list.kind !== 'letters' || jobs.kind !== 'jobs') return refusedView(noOverview, scene.place);
  return overview(list, jobs.jobs, scene);
};

const noOverview = refused('not_found', 'letters and jobs were not answered');

const show = async (ask: Ask, event: object, scene: Scene): Promise<Html> => {
  const { request, answer } = await ask(event);
  return answerView(request, answer, scene);
};

const answerView = (request: AnyRequest | undefined, answer: Answer, scene: Scene): Html => {
  const filter = request !== undefined && 'filter' in request ? request.filter : {};
  const force = request !== undefined && 'force' in request && request.force;
  switch (answer.kind) {
    case 'letters':
      return listView(answer, filter, scene);
    case 'letter':
      return letterView(answer, scene);
    case 'plan':
      return planView({ plan: answer.plan, filter, force }, scene);
    case 'jobs':
      return jobsView(answer.jobs, scene);
    case 'job':
      return jobView(answer.job, scene);
    case 'worked':
      return html`<p>${answer.settled} settled, ${answer.swept} swept.</p>`;
    case 'refused':
      return refusedView(answer, scene.place);
  }
};
