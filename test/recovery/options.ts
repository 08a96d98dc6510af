/**
 * The command line of `npm run recovery`: its flags, their defaults, and what is wrong with them.
 */
import { parseArgs } from 'node:util';
import { type OutageMode, outageModes } from './recording.ts';

export type RecoveryOptions = {
  readonly kind: 'run';
  readonly mode: OutageMode;
  readonly minutes: number;
  readonly ordersPerMinute: number;
  /** The folder of the report. */
  readonly out: string;
};
export type RecoveryCommandLine =
  | RecoveryOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly fault: string };

const minutesDefault = 5;
const minutesMax = 60;
const rateDefault = 50;
/** The WMS takes 9 requests a second from us, so more would never be caught up with. */
const rateMax = 400;
const outDefault = '.local/recovery';

export const usage = `npm run recovery -- [flags]   takes the WMS away from the local stack, and reports the recovery

  --mode MODE     ${outageModes.join(', ')}: how it is away (refused)
  --minutes N     for so long, up to ${minutesMax} (${minutesDefault})
  --rate N        new orders per minute, up to ${rateMax} (${rateDefault})
  --out DIR       where the report is written (${outDefault})
  --help          this text

The exit code is 0 when every promise was kept, 1 when one was broken, 2 for a wrong argument.
`;

const flags = {
  mode: { type: 'string' },
  minutes: { type: 'string' },
  rate: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const parseRecoveryArgs = (args: readonly string[]): RecoveryCommandLine => {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true });
    return values.help ? { kind: 'help' } : optionsOf(values);
  } catch (error) {
    // The first sentence names the flag; the rest is advice about positional arguments.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    return wrong(`${fault}; --help lists the flags`);
  }
};

type Given = { readonly [Flag in 'mode' | 'minutes' | 'rate' | 'out']?: string };

const optionsOf = ({ mode: name = 'refused', ...given }: Given): RecoveryCommandLine => {
  const mode = outageModes.find((each) => each === name);
  if (mode === undefined) {
    return wrong(`--mode must be one of ${outageModes.join(', ')}, got "${name}"`);
  }
  const minutes = numberOf(given.minutes, minutesDefault, minutesMax);
  if (minutes === undefined) {
    return wrong(`--minutes must be above 0 and at most ${minutesMax}, got "${given.minutes}"`);
  }
  const ordersPerMinute = numberOf(given.rate, rateDefault, rateMax);
  if (ordersPerMinute === undefined) {
    return wrong(`--rate must be above 0 and at most ${rateMax}, got "${given.rate}"`);
  }
  const { out = outDefault } = given;
  return out === ''
    ? wrong('--out must name a folder')
    : { kind: 'run', mode, minutes, ordersPerMinute, out };
};

const wrong = (fault: string): RecoveryCommandLine => ({ kind: 'wrong', fault });

const numberOf = (text: string | undefined, usual: number, max: number): number | undefined => {
  if (text === undefined) return usual;
  const value = Number(text);
  return /^\d+(\.\d+)?$/.test(text) && value > 0 && value <= max ? value : undefined;
};
