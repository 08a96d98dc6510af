/**
 * How far a long run is: one line that a terminal rewrites, or a line now and then where there is none.
 */
import { numberText, spanText } from './table.ts';

export type ProgressOutput = {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
};

export type Steps = {
  readonly done: number;
  /** Not known where the time ends the run. */
  readonly total?: number;
  readonly failing: number;
  readonly millis: number;
  readonly millisMax?: number;
};

export type Progress = {
  readonly show: (steps: Steps) => void;
  /** Takes the line away again. */
  readonly clear: () => void;
};

const terminalEveryMillis = 200;
const otherEveryMillis = 30_000;
const clearLine = '\r\u001b[2K';

export const makeProgress = ({ isTerminal, write }: ProgressOutput, noun: string): Progress => {
  const every = isTerminal ? terminalEveryMillis : otherEveryMillis;
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : 0;
  return {
    show: (steps) => {
      if (steps.millis - shownAt < every) return;
      shownAt = steps.millis;
      const text = progressText(steps, noun);
      write(isTerminal ? `${clearLine}${text}` : `${text}\n`);
    },
    clear: () => {
      if (isTerminal) write(clearLine);
    },
  };
};

export const progressText = (steps: Steps, noun: string): string => {
  const { done, total, failing, millis } = steps;
  const perSecond = millis > 0 ? (done * 1_000) / millis : 0;
  const of = total === undefined ? '' : ` of ${numberText(total)}`;
  const left = millisLeft(steps);
  return [
    `${numberText(done)}${of} ${noun}`,
    `${perSecond.toFixed(1)}/s`,
    `${numberText(failing)} failing`,
    left === undefined ? `${spanText(millis)} gone` : `${spanText(left)} left`,
  ].join('  ');
};

const millisLeft = ({ done, total, millis, millisMax }: Steps): number | undefined => {
  const byTime = millisMax === undefined ? [] : [millisMax - millis];
  const bySeeds = total === undefined || done === 0 ? [] : [(millis / done) * (total - done)];
  const spans = [...byTime, ...bySeeds];
  return spans.length === 0 ? undefined : Math.min(...spans);
};
