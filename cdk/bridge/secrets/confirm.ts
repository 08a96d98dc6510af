/**
 * Asks before anything of a production stage is changed.
 */
import type { Person } from '../command.ts';
import { refusal } from '../refusal.ts';
import type { StageNames } from '../stage-names.ts';

/**
 * @param what - what would be done, in words.
 * @param yes - the person has said so on the command line.
 * @throws a refusal where the person does not want it, or nobody can be asked.
 */
export const confirmProduction = async (
  { production, title, stage }: StageNames,
  person: Pick<Person, 'ask'>,
  what: string,
  yes: boolean,
): Promise<void> => {
  if (!production || yes) return;
  const answer = await person.ask(`This ${what} of ${title}. Type ${stage} to go on`);
  if (answer === undefined) throw refusal(`this ${what} of ${title}: say so with --yes`, 2);
  if (answer.trim() !== stage) throw refusal('nothing was changed', 1);
};
