/**
 * Which letters a command means, as options: every given one must fit.
 *
 * `--with-reason` is why a letter was parked; `--reason`, of a discard, is the operator's own.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { fates } from '../../../lib/letters/fate.ts';
import { filterSchema, type LetterFilter } from '../../../lib/letters/filter.ts';
import { letterClasses } from '../../../lib/letters/indexed-letter.ts';
import { inOneLine } from '../plain-text.ts';
import { refusal } from '../refusal.ts';
import { shellWord } from '../shell-text.ts';
import { type Parsed, parsePast } from '../time-arguments.ts';
import { instantJson } from '../time-text.ts';

/** Longer than any letter is kept. */
const letterDaysMax = 30;

export type FilterOptions = {
  readonly class?: LetterFilter['class'];
  readonly withReason?: string;
  readonly topic?: string;
  readonly shop?: string;
  readonly order?: string;
  readonly letter?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly until?: number;
  readonly fate?: LetterFilter['fate'];
};

type Field = keyof LetterFilter;

export const addFilterOptions = (command: Command, now: () => number): Command => {
  const past = (text: string) => millisOf(parsePast(text, letterDaysMax, now()));
  return command
    .addOption(
      new Option('--class <class>', 'why it was parked, in one word').choices(letterClasses),
    )
    .option('--with-reason <text>', 'why it was parked, as the list has it', of('reason'))
    .option('--topic <topic>', 'of the webhook: orders/create', of('topic'))
    .option('--shop <domain>', 'demo.myshopify.com', of('shop'))
    .option('--order <id>', "Shopify's id of the order", of('orderId', 'An order id has digits.'))
    .option('--letter <id>', 'one letter', of('letterId'))
    .option('--since <time>', 'parked then or later: 2h (ago), 2026-11-22T10:00:00Z', past)
    .option('--until <time>', 'parked then or earlier', past)
    .addOption(
      new Option('--fate <fate>', 'what a replay would do with it, or why not').choices(fates),
    );
};

/** `--all`, without which a command that acts refuses to mean everything. */
export const addEverything = (command: Command): Command => {
  const filters = command.options.map((option) => option.attributeName());
  return command
    .addOption(new Option('--all', 'every letter, where none is chosen').conflicts(filters))
    .hook('preAction', () => {
      const given = command.opts();
      if ([...filters, 'all'].some((name) => given[name] !== undefined)) return;
      throw refusal('say which letters: --class, --letter or another filter, or --all', 2);
    });
};

const of =
  (field: Field, fault?: string) =>
  (text: string): string => {
    if (filterSchema.safeParse({ [field]: text }).success) return text;
    throw new InvalidArgumentError(
      fault ?? (text === '' ? 'It must not be empty.' : 'It is too long.'),
    );
  };

const millisOf = (parsed: Parsed): number => {
  if (parsed.kind === 'time') return parsed.millis;
  throw new InvalidArgumentError(parsed.fault);
};

export const filterOf = (options: FilterOptions): LetterFilter => ({
  ...(options.class === undefined ? {} : { class: options.class }),
  ...(options.withReason === undefined ? {} : { reason: options.withReason }),
  ...(options.topic === undefined ? {} : { topic: options.topic }),
  ...(options.shop === undefined ? {} : { shop: options.shop }),
  ...(options.order === undefined ? {} : { orderId: options.order }),
  ...(options.letter === undefined ? {} : { letterId: options.letter }),
  ...(options.since === undefined ? {} : { parkedAfter: instantJson(options.since) }),
  ...(options.until === undefined ? {} : { parkedBefore: instantJson(options.until) }),
  ...(options.fate === undefined ? {} : { fate: options.fate }),
});

const flags = {
  class: '--class',
  reason: '--with-reason',
  topic: '--topic',
  shop: '--shop',
  orderId: '--order',
  letterId: '--letter',
  parkedAfter: '--since',
  parkedBefore: '--until',
  fate: '--fate',
} as const satisfies Record<Field, string>;
const fields = Object.keys(flags) as readonly Field[];

/** The options that mean it: `--class rejected --since 2026-…`; nothing for everything. */
export const filterText = (filter: LetterFilter): string =>
  fields
    .flatMap((field) => {
      const value = filter[field];
      return value === undefined ? [] : [`${flags[field]} ${shellWord(inOneLine(value))}`];
    })
    .join(' ');
