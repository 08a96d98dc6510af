/**
 * Numbers and places in the list, as an operator types them.
 */
import { InvalidArgumentError } from 'commander';
import { type Cursor, cursorSchema } from '../../../lib/letters/indexed-letter.ts';

type Limits = { readonly least: number; readonly most: number; readonly isWhole: boolean };

const numberPattern = /^\d{1,9}(\.\d{1,3})?$/;

export const numberOf =
  ({ least, most, isWhole }: Limits) =>
  (text: string): number => {
    const given = numberPattern.test(text) ? Number(text) : Number.NaN;
    const isFit = given >= least && given <= most && (!isWhole || Number.isInteger(given));
    if (isFit) return given;
    const kind = isWhole ? 'a whole number' : 'a number';
    throw new InvalidArgumentError(`Give ${kind} from ${least} to ${most}.`);
  };

/** As the list printed it: when the letter was parked, and its id. */
export const cursorOf = (text: string): Cursor => {
  const end = text.indexOf('/');
  const cursor = { parkedAt: text.slice(0, Math.max(0, end)), letterId: text.slice(end + 1) };
  if (cursorSchema.safeParse(cursor).success) return cursor;
  throw new InvalidArgumentError('Give it as the list printed it, under "more".');
};
