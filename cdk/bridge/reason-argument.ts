/**
 * Why somebody does something, in their words: it is written down for whoever looks next.
 */
import { InvalidArgumentError } from 'commander';
import { inOneLine } from './plain-text.ts';

const charactersMax = 200;

export const reasonOf = (text: string): string => {
  const reason = inOneLine(text);
  if (reason === '' || reason.startsWith('--'))
    throw new InvalidArgumentError('Say why, in words.');
  if (reason.length > charactersMax)
    throw new InvalidArgumentError(`It must have at most ${charactersMax} characters.`);
  return reason;
};
