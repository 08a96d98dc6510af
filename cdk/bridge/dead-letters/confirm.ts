/**
 * Nothing is sent or thrown away before somebody has said how many letters that is.
 */
import type { Person } from '../command.ts';
import { refusal } from '../refusal.ts';

export type Confirmation = {
  /** Letters that would be sent, or discarded. */
  readonly letters: number;
  /** `sent again`, `discarded` */
  readonly doneWord: string;
  /** As given on the command line. */
  readonly confirm: number | undefined;
};

const numberPattern = /^\d{1,9}$/;

/** @throws a refusal with both numbers where they differ. */
export const confirmCount = async (
  { letters, doneWord, confirm }: Confirmation,
  { ask }: Pick<Person, 'ask'>,
): Promise<void> => {
  const said = confirm === undefined ? await asked(letters, doneWord, ask) : String(confirm);
  if (numberPattern.test(said) && Number(said) === letters) return;
  const given =
    confirm === undefined ? `${JSON.stringify(said)} was typed` : `--confirm is ${said}`;
  throw refusal(`${given}, and ${letters} would be ${doneWord}: nothing was done`, 1);
};

const asked = async (letters: number, doneWord: string, ask: Person['ask']): Promise<string> => {
  const answer = await ask(`Type the number of letters that will be ${doneWord}`);
  if (answer !== undefined) return answer.trim();
  throw refusal(
    `${letters} would be ${doneWord}, and nobody can be asked here: confirm it with --confirm ${letters}`,
    2,
  );
};
