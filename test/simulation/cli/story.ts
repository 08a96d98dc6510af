/**
 * One order's story as lines of text, with times since the run's start. What concerns no order in
 * particular (an outage, the circuit) is part of every order's story.
 */
import type { StoryLine } from '../contracts.ts';
import { numberText, sinceText } from './table.ts';

/** Longer ones lose their middle: how it began and how it ended is what one reads. */
const headLinesMax = 60;
const tailLinesMax = 240;

/** What one record says can be long; a program gets all of it. */
const lineLengthMax = 200;

export const startOf = (story: readonly StoryLine[]): number => story[0]?.at ?? 0;

/** The lines about this order and about no order; all of them where no order is named. */
export const storyOf = (
  story: readonly StoryLine[],
  orderId: string | undefined,
): readonly StoryLine[] =>
  story.filter(
    (line) => orderId === undefined || line.orderId === undefined || line.orderId === orderId,
  );

/** @param named - whether each line says which order it is about. */
export const renderStory = (
  lines: readonly StoryLine[],
  startedAt: number,
  named: boolean,
): readonly string[] => {
  const times = lines.map(({ at }) => sinceText(at - startedAt));
  const width = Math.max(0, ...times.map((time) => time.length));
  const ids = lines.map(({ orderId = '' }) => (named ? orderId : ''));
  const idWidth = Math.max(0, ...ids.map((id) => id.length));
  const id = (index: number) => (idWidth === 0 ? '' : `${(ids[index] ?? '').padEnd(idWidth)}  `);
  return lines.map(
    ({ text }, index) => `${(times[index] ?? '').padStart(width)}  ${id(index)}${text}`,
  );
};

export const shorten = (lines: readonly string[]): readonly string[] => {
  const cut = lines.map(cutLine);
  const left = lines.length - headLinesMax - tailLinesMax;
  if (left <= 1) return cut;
  const gap = `… ${numberText(left)} lines left out, --json has them all`;
  return [...cut.slice(0, headLinesMax), gap, ...cut.slice(-tailLinesMax)];
};

const cutLine = (line: string): string =>
  line.length > lineLengthMax ? `${line.slice(0, lineLengthMax)} …` : line;
