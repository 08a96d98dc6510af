/**
 * The story of one order: its log lines in order, each with a sentence that says what happened.
 */
import type { Stage } from '../../../lib/order/stage-report.ts';
import { doorService, type StageLine, writtenAt } from './stage-line.ts';

export const storyLinesMax = 60;

export type StoryLine = {
  readonly atMillis: number;
  /** Lines are in this order: a webhook's lines are written when its order may be at the WMS already. */
  readonly place: number;
  /** The function that wrote it, or `WMS` for a request that the simulated one answered. */
  readonly service: string;
  readonly stage: Stage | 'attempt';
  /** HTTP calls to the WMS in this delivery. */
  readonly attempts: number;
  /** The WMS's, or what the webhook was answered. */
  readonly status: number | null;
  readonly version: string | null;
  /** How often its message came back from the dead letters. */
  readonly replays: number;
  readonly sentence: string;
};

export type Story = {
  readonly lines: readonly StoryLine[];
  /** Earlier lines that are no longer kept. */
  readonly forgotten: number;
};

export const duration = (millis: number): string => {
  if (millis < 1_000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} s`;
  if (millis < 3_600_000) {
    return `${Math.floor(millis / 60_000)} min ${Math.floor((millis % 60_000) / 1_000)} s`;
  }
  return `${Math.floor(millis / 3_600_000)} h ${Math.floor((millis % 3_600_000) / 60_000)} min`;
};

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Codes are made of words. */
export const inWords = (code: string): string => code.replaceAll('_', ' ');

const tried = (attempts: number): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

const again = ({ seconds }: StageLine): string =>
  typeof seconds === 'number' ? `; tried again in ${seconds} s or so` : '';

const why = ({ reason, cause, status }: StageLine): string => {
  const answered = typeof status === 'number' ? [`the WMS answered ${status}`] : [];
  const reasons = new Set([inWords(reason ?? cause ?? 'no reason given'), ...answered]);
  return [...reasons].join(', ');
};

const sentences: Readonly<Record<Stage, (line: StageLine) => string>> = {
  received: ({ answer }) => `A webhook came in${answer ? ` and was answered ${answer}` : ''}.`,
  enqueued: () => 'It is put on the queue: a version that was not seen before.',
  duplicate: () => 'The same version with the same content was seen before: dropped.',
  superseded: () => 'A newer version is known: this one is dropped.',
  unchanged: () => 'Nothing in it that the WMS needs has changed: not sent again.',
  ignored: (line) => `Knowingly not sent: ${why(line)}.`,
  processed: ({ attempt, latency_ms }) =>
    attempt === 0
      ? 'The WMS had confirmed it before: not sent again.'
      : `The WMS confirmed it after ${tried(attempt)}, ${duration(latency_ms)} after its webhook.`,
  failed: (line) => `Put back after ${tried(line.attempt)}: ${why(line)}${again(line)}.`,
  deferred: (line) => `It waits: ${why(line)}${again(line)}.`,
  parked: (line) => `Parked as a dead letter, class ${line.class ?? 'unknown'}: ${why(line)}.`,
  replayed: () => 'Its dead letter was sent again: it is back on the queue.',
  reconciled: () => 'It was found in Shopify without a webhook, and put on the queue.',
};

const storyLine = (line: StageLine): StoryLine => {
  const { service = 'unknown', stage, attempt, latency_ms } = line;
  const written = writtenAt(line) ?? 0;
  return {
    atMillis: written,
    place: service === doorService ? written - latency_ms : written,
    service,
    stage,
    attempts: attempt,
    status: line.status ?? line.answer ?? null,
    version: line.order_version ?? null,
    replays: line.replays ?? 0,
    sentence: sentences[stage](line),
  };
};

/** The story with one more line in its place. */
export const tell = (story: Story | undefined, line: StageLine): Story => {
  const lines = [...(story?.lines ?? []), storyLine(line)];
  lines.sort((one, other) => one.place - other.place);
  return {
    lines: lines.slice(-storyLinesMax),
    forgotten: (story?.forgotten ?? 0) + Math.max(0, lines.length - storyLinesMax),
  };
};

/** A replay is told when its letter is gone, and may have been delivered by then. */
const causesFirst = (sorted: readonly StoryLine[]): readonly StoryLine[] => {
  const lines: StoryLine[] = [];
  for (const line of sorted) {
    let place = lines.length;
    const isEffect = (one: StoryLine | undefined): boolean =>
      one !== undefined && (one.stage === 'attempt' || one.replays >= line.replays);
    if (line.stage === 'replayed' && line.replays > 0)
      while (isEffect(lines[place - 1])) place -= 1;
    lines.splice(place, 0, line);
  }
  return lines;
};

/** The story as it is read, with the WMS's side of it among the lines. */
export const withAttempts = (story: Story, attempts: readonly StoryLine[]): Story => {
  const from = story.forgotten > 0 ? (story.lines[0]?.place ?? 0) : 0;
  const shown = attempts.filter(({ place }) => place >= from).slice(-storyLinesMax);
  const lines = [...story.lines, ...shown].sort((one, other) => one.place - other.place);
  return { ...story, lines: causesFirst(lines) };
};
