/**
 * The command line of the simulation: its flags, their defaults, and what is wrong with them.
 */
import { parseArgs } from 'node:util';
import { parseReplay, type Replay } from './replay.ts';

type Common = {
  readonly workers: number;
  readonly json: boolean;
};

/** How much is run: so many seeds, or as many as fit into the time. */
export type SeedRange = {
  readonly from: number;
  readonly count: number;
  readonly minutes?: number;
};

export type SeedsOptions = Common & {
  readonly kind: 'seeds';
  readonly range: SeedRange;
  readonly naive: boolean;
  /** A planted mistake by name. */
  readonly mistake?: string;
};

export type ReplayOptions = Common & { readonly kind: 'replay'; readonly replay: Replay };

export type MistakesOptions = Common & {
  readonly kind: 'mistakes';
  readonly range: SeedRange;
  /** Names of those to run. @default - all */
  readonly names?: readonly string[];
  /** Tries first what caught each the last time. */
  readonly known: boolean;
  /** Writes down what caught each this time. */
  readonly remember: boolean;
};

export type CommandLine =
  | SeedsOptions
  | ReplayOptions
  | MistakesOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly fault: string };

/** Gives the text of a file that a flag names. */
export type ReadFile = (path: string) => string;

const seedsDefault = 200;
const mistakeSeedsDefault = 500;
const numberMax = 4_294_967_295;
const minutesMax = 1_440;
const workersMax = 64;

export const usage = `npm run simulate -- [flags]   the bridge's own handlers, in virtual time, with seeded faults

  --seeds N          so many seeds (${seedsDefault}; with --mistakes at most so many each, ${mistakeSeedsDefault})
  --from S           the first of them (1)
  --minutes M        as many as fit into M minutes; with --seeds, whichever ends first
  --seed K           one seed, with its whole story
  --replay R         one shrunk failure: the JSON that a failing run printed, or a file with it
  --naive            a naive bridge instead of ours, which must fail: the control arm
  --mistakes         plants each mistake of the catalogue; every one must be caught
  --only NAME        of the mistakes only this one; may be given several times
  --known            of the mistakes each is tried with the seed first that caught it the last time
  --remember         writes down which seed that is
  --mistake NAME     runs the seeds with this mistake planted
  --workers W        threads (2)
  --json             one JSON object per line
  --help             this text

Exit codes: 0 all is well, 1 a violation (or two hashes of one seed, something that never occurred, a
mistake that nobody caught, a control arm that passes), 2 wrong arguments, 3 the harness itself failed.
`;

const flags = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  minutes: { type: 'string' },
  seed: { type: 'string' },
  replay: { type: 'string' },
  naive: { type: 'boolean', default: false },
  mistakes: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  known: { type: 'boolean', default: false },
  remember: { type: 'boolean', default: false },
  mistake: { type: 'string' },
  workers: { type: 'string', default: '2' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: flags, strict: true }).values;
type Values = ReturnType<typeof parse>;
type Flag = keyof typeof flags;

/** @throws Error that names the flag. */
const whole = (flag: Flag, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`--${flag} must be a whole number from ${min} to ${max}, not "${text}"`);
};

const minutesOf = (text: string): number => {
  const value = Number(text);
  if (/^\d{1,4}(\.\d{1,3})?$/.test(text) && value > 0 && value <= minutesMax) return value;
  throw new Error(`--minutes must be a number above 0, up to ${minutesMax}, not "${text}"`);
};

/** Flags that mean nothing beside another one are refused: what is ignored misleads. */
const exclusive: readonly (readonly [Flag, readonly Flag[]])[] = [
  ['seed', ['seeds', 'from', 'minutes', 'replay', 'mistakes', 'only']],
  ['replay', ['seeds', 'from', 'minutes', 'naive', 'mistakes', 'only', 'mistake']],
  ['mistakes', ['minutes', 'naive', 'mistake']],
  ['known', ['remember']],
  ['naive', ['mistake']],
];

const isGiven = (value: Values[Flag]): boolean => value !== undefined && value !== false;

const refuseTogether = (values: Values): void => {
  for (const [flag, others] of exclusive) {
    const other = others.find((one) => isGiven(values[flag]) && isGiven(values[one]));
    if (other !== undefined) throw new Error(`--${flag} and --${other} do not go together`);
  }
  const part = (['only', 'known', 'remember'] as const).find((flag) => isGiven(values[flag]));
  if (part !== undefined && !values.mistakes) throw new Error(`--${part} needs --mistakes`);
};

const rangeOf = (values: Values, countDefault: number): SeedRange => {
  const from = whole('from', values.from ?? '1', 0, numberMax);
  const countMax = numberMax - from + 1;
  const unlimited = values.minutes === undefined ? countDefault : countMax;
  const count =
    values.seeds === undefined
      ? Math.min(unlimited, countMax)
      : whole('seeds', values.seeds, 1, countMax);
  return values.minutes === undefined
    ? { from, count }
    : { from, count, minutes: minutesOf(values.minutes) };
};

const commandOf = (values: Values, readFile: ReadFile): CommandLine => {
  if (values.help) return { kind: 'help' };
  refuseTogether(values);
  const common = { workers: whole('workers', values.workers, 1, workersMax), json: values.json };
  if (values.replay !== undefined) {
    const text = values.replay.trimStart().startsWith('{')
      ? values.replay
      : readFile(values.replay);
    return { kind: 'replay', replay: parseReplay(text), ...common };
  }
  if (values.mistakes) {
    const names = values.only === undefined ? {} : { names: values.only };
    const { known, remember } = values;
    const range = rangeOf(values, mistakeSeedsDefault);
    return { kind: 'mistakes', range, known, remember, ...names, ...common };
  }
  const { naive, mistake } = values;
  const planted = mistake === undefined ? {} : { mistake };
  if (values.seed !== undefined) {
    const seed = whole('seed', values.seed, 0, numberMax);
    const replay = { seed, ...(naive ? { naive } : {}), ...planted };
    return { kind: 'replay', replay, ...common };
  }
  return { kind: 'seeds', range: rangeOf(values, seedsDefault), naive, ...planted, ...common };
};

export const parseCommandLine = (args: readonly string[], readFile: ReadFile): CommandLine => {
  try {
    return commandOf(parse(args), readFile);
  } catch (error) {
    // The first sentence names the flag or the file; the rest is advice about positional arguments.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    return { kind: 'wrong', fault };
  }
};
