/**
 * `bridge status`: answers "is it well?". Reads only, and says what it had no right to read.
 */
import type { AddCommands, Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { readStatus, type SeenStatus } from './read-status.ts';
import { statusJson } from './status-json.ts';
import { statusText } from './status-text.ts';

export const addStatusCommand: AddCommands = (program, { now, act }) => {
  program
    .command('status')
    .description('Is it well? The verdict, and what it rests on. Changes nothing.')
    .addHelpText('after', `\n${examples}`)
    .action(act(showStatus(now)));
};

const examples = `It ends with 0 if it could look, whatever it saw: a program reads "well" of --json.

Examples:
  npm run bridge -- status
  npm run bridge -- status --stage production --json`;

const showStatus =
  (now: () => number): Does<object> =>
  async (stage) => {
    const seen = await readStatus(stage, now());
    const whyNot = whyNothingRead(seen);
    if (whyNot !== undefined) throw refusal(whyNot, 1);
    return { text: statusText(seen), json: statusJson(seen) };
  };

/** Where nothing could be read at all, it did not look. */
const whyNothingRead = (seen: SeenStatus): string | undefined => {
  const { circuit, queue, waiting, letters, jobs, reconciliation, secrets } = seen;
  const parts = [circuit, queue, waiting, letters, jobs];
  const all = [
    ...parts,
    ...reconciliation.map((shop) => shop.seen),
    ...secrets.map(({ described }) => described),
  ];
  const [first] = all.flatMap((part) => (part.kind === 'unreadable' ? [part.why] : []));
  return all.every(({ kind }) => kind === 'unreadable') ? first : undefined;
};
