/**
 * The command line of `npm run bench`: which measurements, how long, and where the report goes.
 */
import { parseArgs } from 'node:util';

export const parts = ['receiver', 'cold', 'cost', 'load', 'saturation'] as const;
export type Part = (typeof parts)[number];

export type BenchOptions = {
  readonly kind: 'run';
  readonly parts: readonly Part[];
  /** The promised loads for ten minutes each, not two. */
  readonly full: boolean;
  /** The folder of the report. */
  readonly out: string;
};
export type BenchCommandLine =
  | BenchOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly fault: string };

const outDefault = '.local/bench';

export const usage = `npm run bench -- [flags]   measures what a webhook and an order cost, and writes a page with plots

  --only PARTS   some of ${parts.join(', ')}, with commas between (all)
  --full         the promised loads for ten minutes each instead of two
  --out DIR      where the report is written (${outDefault})
  --help         this text

  receiver       a webhook's work against Shopify's own library, turn by turn in one process
  cold           each function's bundle: bytes, what is in it, time to import it in a fresh Node.js
  cost           AWS calls, units, bytes and milliseconds of an order, and what they cost
  load           50 and 600 orders a minute through the local stack, each order there once?
  saturation     the same at growing rates, until it falls behind

It wants a machine that does nothing else. The exit code is 0 when every bound was kept, 1 when one was not,
2 for a wrong argument.
`;

const flags = {
  only: { type: 'string' },
  full: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const parseBenchArgs = (args: readonly string[]): BenchCommandLine => {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true });
    return values.help ? { kind: 'help' } : optionsOf(values);
  } catch (error) {
    // The first sentence names the flag; the rest is advice about positional arguments.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    return { kind: 'wrong', fault: `${fault}; --help lists the flags` };
  }
};

type Given = { readonly only?: string; readonly full?: boolean; readonly out?: string };

const optionsOf = ({ only, full = false, out = outDefault }: Given): BenchCommandLine => {
  const names = only?.split(',') ?? parts;
  const unknown = names.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) {
    return { kind: 'wrong', fault: `--only must name ${parts.join(', ')}, got "${unknown}"` };
  }
  if (out === '') return { kind: 'wrong', fault: '--out must name a folder' };
  return { kind: 'run', parts: parts.filter((part) => names.includes(part)), full, out };
};
