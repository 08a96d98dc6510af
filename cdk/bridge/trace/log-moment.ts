/**
 * A line of a function's log, told as a moment of the order's story in the words of the bridge.
 */
import * as z from 'zod';
import { inOneLine } from '../plain-text.ts';
import { instantText, spanText } from '../time-text.ts';
import { exactSpan, listed, type Moment } from './moment.ts';

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);

/** A line of another release may say less, and is told as far as it goes. */
const lineSchema = z.object({
  timestamp: text,
  message: text,
  service: text,
  stage: text,
  shopify_order_id: z.string(),
  shop: text,
  order_version: text,
  order_name: text,
  origin: text,
  class: text,
  reason: text,
  cause: text,
  error: text,
  by: text,
  letter_id: text,
  message_id: text,
  job_id: text,
  answer: number,
  attempt: number,
  counted: number,
  latency_ms: number,
  replays: number,
  seconds: number,
  status: number,
  remembered: z.boolean().nullish().catch(undefined),
});
export type LogLine = z.output<typeof lineSchema>;

/** Nothing where it is no line about an order. */
export const readLogLine = (message: string): LogLine | undefined => {
  try {
    return lineSchema.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
};

/** @param at - when the log had it, epoch milliseconds. */
export const logMoment = (line: LogLine, at: number, facts: object): Moment => {
  const { stage, order_version: version, replays, letter_id: letterId, message_id: id } = line;
  const told = tell(line, timeOf(line, at));
  return {
    at: timeOf(line, at),
    stage: stage ?? 'noted',
    what: inOneLine(told.what),
    ...(version ? { version } : {}),
    detail: inOneLine(told.detail ?? ''),
    once: inOneLine(told.once ?? ''),
    source: 'log',
    replays: replays ?? 0,
    // A delivery parks a message under its own id.
    letterId: letterId ?? (stage === 'parked' ? id : undefined) ?? undefined,
    messageId: id ?? undefined,
    facts,
  };
};

/** A webhook is told of when it is answered, and its order may be at the WMS by then. */
const timeOf = ({ timestamp, service, latency_ms: latency }: LogLine, at: number): number => {
  const written = Date.parse(timestamp ?? '');
  const told = Number.isNaN(written) ? at : written;
  return service === 'accept-webhook' ? told - (latency ?? 0) : told;
};

type Told = { readonly what: string; readonly detail?: string; readonly once?: string };

const tell = (line: LogLine, at: number): Told => {
  const tellStage = tellers[line.stage ?? ''];
  if (tellStage !== undefined) return tellStage(line, at);
  const { stage, message, reason, by } = line;
  return { what: stage ?? message ?? 'noted', detail: listed(reason ?? undefined, byText(by)) };
};

const byText = (by: string | null | undefined) => (by ? `by ${by}` : undefined);

type Teller = (line: LogLine, at: number) => Told;

const tellers: Readonly<Record<string, Teller>> = {
  received: ({ answer }) => ({ what: 'webhook received', detail: `answered ${answer}` }),
  enqueued: () => ({ what: 'enqueued' }),
  duplicate: () => ({ what: 'duplicate', detail: 'this version was accepted before' }),
  unchanged: () => ({ what: 'unchanged', detail: 'the WMS has this content' }),
  superseded: ({ by, attempt }) => ({
    what: 'superseded',
    detail: by === 'wms' ? 'the WMS has a newer version' : 'a newer version is known',
    once: attemptsText(attempt),
  }),
  ignored: ({ reason }) => ({ what: 'not sent', detail: reason ?? '' }),
  deferred: (line, at) => ({
    what: 'deferred',
    detail: listed(line.reason ?? 'no reason given', line.error ?? undefined),
    once: listed(attemptsText(line.attempt), untilText(line, at)),
  }),
  failed: (line, at) => ({
    what: 'failed',
    detail: listed(causeText(line), line.counted ? `counted ${line.counted}` : 'not counted'),
    once: listed(attemptsText(line.attempt), untilText(line, at)),
  }),
  parked: ({ class: name, reason, attempt, letter_id: letter, message_id: id }) => ({
    what: 'parked',
    detail: listed(
      `${name ?? 'unknown'}: ${reason ?? 'no reason given'}`,
      letterText(letter ?? id),
    ),
    once: attemptsText(attempt),
  }),
  replayed: ({ replays, job_id: job, letter_id: letter }) => ({
    what: 'replayed',
    detail: listed(letterText(letter), jobText(job), replays ? `replay ${replays}` : undefined),
  }),
  processed: ({ latency_ms: latency, attempt, remembered, replays }) => ({
    what: 'delivered',
    detail: remembered ? 'the WMS had it from an earlier delivery' : '',
    once: listed(
      attemptsText(attempt),
      typeof latency === 'number' ? `end to end ${endToEnd(latency)}` : undefined,
      replays ? 'with the time among the dead letters' : undefined,
    ),
  }),
  reconciled: ({ cause }) => ({
    what: 'reconciled',
    detail: listed(reconciledBecause[cause ?? ''], 'found in Shopify, and enqueued'),
  }),
};

/** By the line's `cause`; a later release may have more. */
const reconciledBecause: Readonly<Record<string, string>> = {
  missed: 'no webhook had brought it',
  lost: 'it had been accepted and was nowhere',
  reread: 'its content was in doubt',
  backfill: 'somebody asked for it',
  repair: 'sent once more, since the WMS may have lost it',
};

const attemptsText = (attempts: number | null | undefined): string =>
  attempts ? `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}` : '';

const causeText = ({ cause, status }: LogLine): string => {
  const answered = status ? `the WMS answered ${status}` : undefined;
  return listed(cause === 'status' && answered ? undefined : (cause ?? 'no cause given'), answered);
};

/** How long SQS was asked to hide it. */
const untilText = ({ seconds }: LogLine, at: number): string | undefined =>
  typeof seconds === 'number' ? `until ${instantText(at + seconds * 1_000)}` : undefined;

export const letterText = (id: string | null | undefined) => (id ? `letter ${id}` : undefined);
export const jobText = (id: string | null | undefined) => (id ? `job ${id}` : undefined);

const endToEnd = (millis: number): string =>
  millis < 60_000 ? exactSpan(millis) : spanText(millis);
