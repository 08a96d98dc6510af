/**
 * How a run goes on, in one line: rewritten on a terminal, elsewhere one line in every ten seconds.
 */
import type { Progress } from './record-outage.ts';

export type ProgressOut = {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
};

const phaseWords = {
  before: 'before',
  away: 'WMS away',
  back: 'WMS back',
  ending: 'ending',
} as const;

const lineSecondsMin = 10;
const eraseLine = '\r\u001b[K';

export const progressText = (progress: Progress): string => {
  const { phase, phaseSeconds, placed, delivered, parked, attempts, circuit } = progress;
  const minutes = Math.floor(phaseSeconds / 60);
  const clock = `${minutes}:${String(phaseSeconds % 60).padStart(2, '0')}`;
  const waiting = placed - delivered - parked;
  return `${phaseWords[phase].padEnd(8)} ${clock.padStart(5)}   placed ${placed}, at the WMS ${delivered}, waiting ${waiting}, parked ${parked}   attempts ${attempts}   circuit ${circuit.replace('_', ' ')}`;
};

export const makeShowProgress = ({ isTerminal, write }: ProgressOut) => ({
  show: (progress: Progress): void => {
    if (isTerminal) write(`${eraseLine}${progressText(progress)}`);
    else if (progress.phaseSeconds % lineSecondsMin === 0) write(`${progressText(progress)}\n`);
  },
  /** So that the next text does not stand behind it. */
  end: (): void => {
    if (isTerminal) write(eraseLine);
  },
});
