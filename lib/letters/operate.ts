/**
 * What an operator decides: a replay or a discard becomes a job, which can be stopped and resumed.
 *
 * A job is made only if as many letters are meant now as the operator has confirmed. Who asked is written
 * down before anything is: a line without a job is a request that failed.
 */
import type { Audit } from './audit.ts';
import type { Jobs } from './job.ts';
import { changeJobs, createJob, type JobWish, type Missed, resumeJob, stopJob } from './jobs.ts';
import type { JobStore, LetterPorts } from './ports.ts';
import { noSuchJob, refused } from './refusals.ts';
import type { OperateAnswer, OperateRequest, Refused } from './request.ts';
import { lettersMax, type Survey, survey } from './survey.ts';

export type OperatePorts = LetterPorts & {
  readonly jobs: JobStore;
  readonly audit: Audit;
  /** An id that no other job has. */
  readonly makeJobId: () => string;
};

type Decision = Exclude<OperateRequest, { readonly action: 'work' }>;
type Begun = Extract<Decision, { readonly action: 'replay' | 'discard' }>;
type Ended = Exclude<Decision, Begun>;

export const makeOperate =
  (ports: OperatePorts) =>
  (request: Decision): Promise<OperateAnswer> => {
    switch (request.action) {
      case 'replay':
      case 'discard':
        return begin(ports, request);
      case 'stop':
      case 'resume':
        return stopOrResume(ports, request);
    }
  };

export type Operate = ReturnType<typeof makeOperate>;

const begin = async (ports: OperatePorts, request: Begun): Promise<OperateAnswer> => {
  const now = ports.now();
  const force = request.action === 'replay' && request.force;
  const until = Math.min(now, Date.parse(request.asOf));
  const found = await survey(ports, request.filter, { force, until });
  const refusal = refusalOf(request, found);
  if (refusal !== undefined) return refusal;

  const wish = wishOf(request, { jobId: ports.makeJobId(), force, letters: found.judged.length });
  ports.audit({ kind: 'job-requested', wish });
  const at = new Date(now).toISOString();
  const jobs = await changeJobs(ports.jobs, (before) => createJob(before, wish, at));
  return jobs === 'too_many_jobs' ? refused(jobs, tooManyFault) : answerWith(jobs, wish.jobId);
};

const tooManyFault = 'jobs that are not done yet leave no room for another: wait, or stop one';

const wishOf = (request: Begun, facts: Pick<JobWish, 'jobId' | 'force' | 'letters'>): JobWish => {
  const { action: kind, filter, asOf, by, confirm: confirmed } = request;
  const wish = { ...facts, kind, filter, asOf, by, confirmed };
  if (request.action === 'discard') return { ...wish, reason: request.reason };
  const { pacePerSecond } = request;
  return pacePerSecond === undefined ? wish : { ...wish, pacePerSecond };
};

/** What was confirmed must be what would be done, or somebody does more than he has seen. */
const refusalOf = (
  { action, confirm }: Begun,
  { judged, complete }: Survey,
): Refused | undefined => {
  if (!complete) {
    return refused(
      'invalid_request',
      `filter means more than the ${lettersMax} letters that can be counted at once: narrow it, for instance by parkedBefore`,
    );
  }
  const counted =
    action === 'discard' ? judged.length : judged.filter(({ fate }) => fate === 'replay').length;
  const done = action === 'discard' ? 'discarded' : 'replayed';
  if (counted !== confirm) {
    const fault = `confirm is ${confirm}, but ${counted} letters would be ${done} now: look at plan again`;
    return refused('count_changed', fault);
  }
  if (counted > 0) return undefined;
  return refused('not_found', `filter means no letter that would be ${done}: look at plan`);
};

const stopOrResume = async (
  ports: OperatePorts,
  { action, jobId, by }: Ended,
): Promise<OperateAnswer> => {
  const at = new Date(ports.now()).toISOString();
  const jobs = await changeJobs<Missed>(ports.jobs, (before) =>
    action === 'stop' ? stopJob(before, jobId, 'operator', at) : resumeJob(before, jobId, at),
  );
  if (typeof jobs === 'string') return missed(jobs, action);
  const answer = answerWith(jobs, jobId);
  const kind = action === 'stop' ? 'job-stopped' : 'job-resumed';
  if (answer.kind === 'job') ports.audit({ kind, job: answer.job, by });
  return answer;
};

const missed = (code: Missed, action: Ended['action']): Refused => {
  if (code === 'not_found') return noSuchJob;
  const state = action === 'stop' ? 'that is done' : 'that is not stopped';
  return refused(code, `jobId is of a job ${state}: look at job`);
};

const answerWith = ({ jobs }: Jobs, jobId: string): OperateAnswer => {
  const job = jobs.find((one) => one.jobId === jobId);
  return job === undefined ? noSuchJob : { kind: 'job', job };
};
