/**
 * The commands that change nothing: they read the index, and never the queue.
 */
import type { Cursor } from '../../../lib/letters/indexed-letter.ts';
import type { Does } from '../command.ts';
import { whoAsks } from '../who.ts';
import { answerSchemas } from './answers.ts';
import { type FilterOptions, filterOf } from './filter-options.ts';
import { jobsText } from './job-text.ts';
import { openDesk } from './letters-desk.ts';
import { listText } from './list-text.ts';
import { planText } from './plan-text.ts';
import { showText } from './show-text.ts';

export type ListOptions = FilterOptions & { readonly limit: number; readonly after?: Cursor };

export const listLetters =
  (now: () => number): Does<ListOptions> =>
  async (stage, options) => {
    const filter = filterOf(options);
    const { limit, after } = options;
    const request = { action: 'list', filter, limit, ...(after ? { after } : {}) } as const;
    const list = await openDesk(stage).browse(request, answerSchemas.letters);
    const { kind: _kind, ...json } = list;
    return { text: listText({ names: stage.names, now: now(), filter, list }), json };
  };

export type ShowOptions = { readonly personal?: true };

export const showLetter =
  (now: () => number): Does<ShowOptions> =>
  async (stage, { personal = false }, [letterId = '']) => {
    const by = personal ? await whoAsks(stage.sts) : undefined;
    const request = { action: 'show', letterId, personal, ...(by ? { by } : {}) } as const;
    const shown = await openDesk(stage).browse(request, answerSchemas.letter);
    const { kind: _kind, ...json } = shown;
    return { text: showText({ names: stage.names, now: now(), shown }), json };
  };

export type PlanOptions = FilterOptions & { readonly force?: true };

export const planReplay =
  (now: () => number): Does<PlanOptions> =>
  async (stage, options) => {
    const filter = filterOf(options);
    const { force = false } = options;
    const desk = openDesk(stage);
    const { plan } = await desk.browse({ action: 'plan', filter, force }, answerSchemas.plan);
    return { text: planText({ names: stage.names, now: now(), filter, force, plan }), json: plan };
  };

export const listJobs =
  (now: () => number): Does<object> =>
  async (stage) => {
    const { jobs } = await openDesk(stage).browse({ action: 'jobs' }, answerSchemas.jobs);
    return { text: jobsText({ names: stage.names, now: now(), jobs }), json: { jobs } };
  };
