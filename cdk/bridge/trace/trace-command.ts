/**
 * `bridge trace`: one order's story from the webhook to the WMS. Reads only.
 */
import { InvalidArgumentError } from 'commander';
import type { AddCommands, Does, Person } from '../command.ts';
import { readValue } from '../part.ts';
import { parsePast } from '../time-arguments.ts';
import { findOrder } from './find-order.ts';
import { parseOrder } from './order-argument.ts';
import { readTrace } from './read-trace.ts';
import { withKnown } from './record-moments.ts';
import { inOrder } from './story.ts';
import { traceJson } from './trace-json.ts';
import { traceText } from './trace-text.ts';
import { whereNow } from './where-now.ts';

/** As long as a message may be on a queue. */
const usualDays = 14;
/** Longer than stages keep their lines. */
const daysMax = 400;
const dayMillis = 86_400_000;

/** `since`: epoch milliseconds. */
type TraceOptions = { readonly since?: number };

export const addTraceCommand: AddCommands = (program, { now, act }) => {
  const past = (text: string): number => {
    const parsed = parsePast(text, daysMax, now());
    if (parsed.kind === 'time') return parsed.millis;
    throw new InvalidArgumentError(parsed.fault);
  };
  program
    .command('trace')
    .description("One order's story, from its webhook to the WMS. Changes nothing.")
    .argument('<order>', "Shopify's id of the order, or its number: '#1001'", parseOrder)
    .option('--since <time>', `lines of the logs since then: 3d; usually ${usualDays}d`, past)
    .addHelpText('after', `\n${examples}`)
    .action(act<TraceOptions>(showTrace(now)));
};

const examples = `A number is looked up in the log, where the shell must leave its # alone.

Examples:
  npm run bridge -- trace 820982911946154508
  npm run bridge -- trace '#1001' --since 3d --stage production
  npm run bridge -- trace demo.myshopify.com/820982911946154508 --json`;

const showTrace =
  (clock: () => number): Does<TraceOptions> =>
  async (stage, options, [operand = ''], person) => {
    const now = clock();
    const { since = now - usualDays * dayMillis } = options;
    const asked = parseOrder(operand);
    const tell = telling(person, stage.names.logGroups.length);
    const order =
      asked.kind === 'id'
        ? asked
        : await findOrder(stage, { number: asked.number, since, now, tell });
    const seen = await readTrace(stage, { order, since, now, tell });
    const { logged, settled } = seen;
    const record = readValue(seen.record) ?? {};
    const letters = readValue(seen.letters) ?? [];
    const moments = inOrder(withKnown(logged, { record, letters, settled }));
    const where = whereNow(seen, moments);
    return { text: traceText(seen, moments, where), json: traceJson(seen, moments, where) };
  };

const telling =
  ({ progress }: Pick<Person, 'progress'>, of: number) =>
  ({ groups, lines }: { readonly groups: number; readonly lines: number }): void =>
    progress({ done: groups, of, text: `log groups read, ${lines} lines found` });
