/**
 * Times, counts and filters, as the widget's sentences and cells have them.
 */
import { spanText } from '../../order/span-text.ts';
import type { LetterFilter } from '../filter.ts';

/** `2026-11-22 10:00:05 UTC` */
export const instantWords = (instant: string): string =>
  `${instant.slice(0, 19).replace('T', ' ')} UTC`;

export const ageWords = (instant: string, now: number): string =>
  spanText(now - Date.parse(instant));

/** `no dead letter`, `1 dead letter`, `2 dead letters` */
export const deadLetters = (letters: number): string => {
  if (letters === 0) return 'no dead letter';
  return letters === 1 ? '1 dead letter' : `${letters} dead letters`;
};

const nameOf: Readonly<Record<keyof LetterFilter, string>> = {
  class: 'class',
  reason: 'reason',
  topic: 'topic',
  shop: 'shop',
  orderId: 'order',
  letterId: 'letter',
  parkedAfter: 'parked since',
  parkedBefore: 'parked by',
  fate: 'fate',
};

/** Which letters are meant: `class rejected, order 42`, or `all`. */
export const filterWords = (filter: LetterFilter): string => {
  const words = Object.entries(nameOf).flatMap(([key, name]) => {
    const value = filter[key as keyof LetterFilter];
    if (value === undefined) return [];
    return [`${name} ${key.startsWith('parked') ? instantWords(value) : value}`];
  });
  return words.length === 0 ? 'all' : words.join(', ');
};
