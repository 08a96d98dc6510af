/**
 * `bridge dead-letters …`: the commands, their arguments and their help.
 */
import type { Command } from 'commander';
import { pacePerSecondMax } from '../../../lib/letters/job.ts';
import { listedMax } from '../../../lib/letters/request.ts';
import type { AddCommands, Frame } from '../command.ts';
import { reasonOf } from '../reason-argument.ts';
import {
  type DiscardOptions,
  discardLetters,
  type ReplayOptions,
  replayLetters,
  resumeJob,
  stopJob,
  type WaitOptions,
  watchOne,
} from './act-on-letters.ts';
import { addEverything, addFilterOptions } from './filter-options.ts';
import { cursorOf, numberOf } from './letter-arguments.ts';
import {
  type ListOptions,
  listJobs,
  listLetters,
  type PlanOptions,
  planReplay,
  type ShowOptions,
  showLetter,
} from './look-at-letters.ts';

export const addDeadLetterCommands: AddCommands = (program, frame) => {
  const letters = program
    .command('dead-letters')
    .description('Orders that were parked: what they are, and how they are sent again.')
    .addHelpText('after', `\n${examples}`);
  addLooking(letters, frame);
  addReplay(letters, frame);
  addDiscard(letters, frame);
  addJobs(letters, frame);
};

const shown = 20;
const countMax = 1_000_000;

const addLooking = (letters: Command, { now, act }: Frame): void => {
  addFilterOptions(letters.command('list'), now)
    .description('What waits, in groups of one cause, then one by one. Hides nothing from anybody.')
    .option('--limit <n>', `letters one by one, at most ${listedMax}`, whole(0, listedMax), shown)
    .option('--after <place>', 'the rest, from where the last list ended', cursorOf)
    .addHelpText('after', `\n${examples}`)
    .action(act<ListOptions>(listLetters(now)));
  letters
    .command('show')
    .argument('<letter>', 'its id')
    .description('One letter: why it was parked, what a replay would do, and the next command.')
    .option('--personal', 'also the message, which names the customer; it is logged who asked')
    .addHelpText('after', `\n${examples}`)
    .action(act<ShowOptions>(showLetter(now)));
  addFilterOptions(letters.command('plan'), now)
    .description('What a replay would send and what it would skip, and why. Changes nothing.')
    .option('--force', forceText)
    .addHelpText('after', `\n${examples}`)
    .action(act<PlanOptions>(planReplay(now)));
};

const forceText = 'also those that were replayed often';
const whole = (least: number, most: number) => numberOf({ least, most, isWhole: true });

const addReplay = (letters: Command, { now, act }: Frame): void => {
  addConfirmation(addFilterOptions(letters.command('replay'), now))
    .description('Sends letters again, after the plan is shown and its number confirmed.')
    .option(
      '--pace <n>',
      `letters per second at most, up to ${pacePerSecondMax}; 5 if not given`,
      numberOf({ least: 0.1, most: pacePerSecondMax, isWhole: false }),
    )
    .option('--force', forceText)
    .addHelpText('after', `\n${examples}`)
    .action(act<ReplayOptions>(replayLetters(now)));
};

const addDiscard = (letters: Command, { now, act }: Frame): void => {
  addConfirmation(addFilterOptions(letters.command('discard'), now))
    .description('Throws letters away: their orders are not sent, and count as decided.')
    .requiredOption('--reason <text>', 'why, for whoever looks next; no names of people', reasonOf)
    .addHelpText('after', `\n${examples}`)
    .action(act<DiscardOptions>(discardLetters(now)));
};

const addConfirmation = (command: Command): Command =>
  addEverything(command)
    .option('--confirm <n>', 'the number, where nobody can be asked', whole(0, countMax))
    .option('--no-wait', waitText);

const waitText = 'does not watch: it goes on by itself';

const addJobs = (letters: Command, { now, act }: Frame): void => {
  letters
    .command('jobs')
    .description('Replays and discards, the newest first.')
    .addHelpText('after', `\n${examples}`)
    .action(act(listJobs(now)));
  letters
    .command('watch')
    .argument('<job>', jobText)
    .description('Shows how far a job is, until it is over; Ctrl-C leaves it running.')
    .addHelpText('after', `\n${examples}`)
    .action(act(watchOne(now)));
  letters
    .command('stop')
    .argument('<job>', jobText)
    .description('Stops it within seconds; what is sent is sent.')
    .addHelpText('after', `\n${examples}`)
    .action(act(stopJob(now)));
  letters
    .command('resume')
    .argument('<job>', jobText)
    .description('Goes on with a job that has stopped, and watches it.')
    .option('--no-wait', waitText)
    .addHelpText('after', `\n${examples}`)
    .action(act<WaitOptions>(resumeJob(now)));
};

const jobText = 'its id, as jobs has it';

const examples = `Examples:
  npm run bridge -- dead-letters list --class rejected --since 2h
  npm run bridge -- dead-letters plan --class rejected --stage production
  npm run bridge -- dead-letters replay --class rejected --pace 10 --stage production
  npm run bridge -- dead-letters replay --order 820982911946154508 --confirm 1
  npm run bridge -- dead-letters discard --fate superseded --reason "newer versions were delivered"
  npm run bridge -- dead-letters watch 4fa1c2d0`;
