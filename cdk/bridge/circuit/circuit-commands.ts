/**
 * `bridge circuit show | open | close`: their arguments, and what they do in which order.
 */
import { InvalidArgumentError, Option } from 'commander';
import { makeCircuitItem } from '../../../lib/adapters/circuit-item.ts';
import { parseCircuit } from '../../../lib/circuit/circuit.ts';
import type { AddCommands, Does } from '../command.ts';
import { reasonOf } from '../reason-argument.ts';
import { type Parsed, parseDuration, parseInstant } from '../time-arguments.ts';
import { closeCircuit, type HoldWish, holdCircuit } from './change-circuit.ts';
import { auditOf, closedText, openedText, warningOf } from './change-text.ts';
import { circuitJson } from './circuit-json.ts';
import { readSecretState } from './secret-state.ts';
import { isUnreadable, stateOf } from './seen-circuit.ts';
import { showText } from './show-text.ts';

/** Long enough for any maintenance, and far from the 12 days after which what waits is parked. */
const windowDaysMax = 7;

type OpenOptions = { readonly reason: string; readonly for?: number; readonly until?: number };

export const addCircuitCommands: AddCommands = (program, { now, act }) => {
  const circuit = program
    .command('circuit')
    .description('What stands between the orders and the WMS.')
    .addHelpText('after', `\n${examples}`);
  circuit
    .command('show')
    .description('Whether orders go to the WMS, why not, and what comes next. Changes nothing.')
    .action(act(showCircuit(now)));
  circuit
    .command('open')
    .description('Holds all orders back, for instance while the WMS is maintained.')
    .requiredOption('--reason <text>', 'why, for whoever looks next; no names of people', reasonOf)
    .option(
      '--for <duration>',
      `ends by itself after 2h, 90m, 3d; at most ${windowDaysMax}d`,
      (text) => timeOf(parseDuration(text, windowDaysMax)),
    )
    .addOption(
      new Option('--until <instant>', 'ends by itself then: 2026-11-22T10:00:00Z')
        .conflicts('for')
        .argParser((text) => timeOf(parseInstant(text, windowDaysMax, now()))),
    )
    .addHelpText('after', `\n${examples}`)
    .action(act<OpenOptions>(openCircuit(now)));
  circuit
    .command('close')
    .description('Lets orders go to the WMS again, whatever held them back.')
    .addHelpText('after', `\n${examples}`)
    .action(act(endCircuit(now)));
};

const examples = `Examples:
  npm run bridge -- circuit show
  npm run bridge -- circuit open --reason "stocktaking" --for 2h --stage production
  npm run bridge -- circuit close --stage production`;

const timeOf = (parsed: Parsed): number => {
  if (parsed.kind === 'time') return parsed.millis;
  throw new InvalidArgumentError(parsed.fault);
};

const showCircuit =
  (now: () => number): Does<object> =>
  async (stage) => {
    const { names, documents } = stage;
    const item = await makeCircuitItem(documents, names.table).read();
    const circuit = parseCircuit(item);
    const secret = await readSecretState(stage, circuit);
    const unreadable = isUnreadable(item, circuit);
    const seen = { names, now: now(), circuit, unreadable, ...(secret ? { secret } : {}) };
    return { text: showText(seen), json: circuitJson(seen) };
  };

const openCircuit =
  (now: () => number): Does<OpenOptions> =>
  async (stage, { reason, for: millis, until: instant }) => {
    const { names } = stage;
    const until = millis === undefined ? instant : now() + millis;
    const wish: HoldWish = until === undefined ? { reason } : { reason, until };
    const { before, after } = await holdCircuit(stage, wish, now);
    const told = { names, now: now(), before: before?.block };
    const audit = auditOf(
      { ...told, command: 'circuit open', stage: names.stage },
      stateOf(after.block),
      wish,
    );
    const seen = { names, now: told.now, circuit: after, unreadable: false };
    return {
      text: openedText({ ...told, audit }, wish),
      json: { audit, circuit: circuitJson(seen) },
    };
  };

const endCircuit =
  (now: () => number): Does<object> =>
  async (stage) => {
    const { names } = stage;
    const { before, after } = await closeCircuit(stage, now);
    const secret = before && (await readSecretState(stage, before));
    const told = { names, now: now(), before: before?.block };
    const audit = auditOf(
      { ...told, command: 'circuit close', stage: names.stage },
      stateOf(after.block),
    );
    const seen = { names, now: told.now, circuit: after, unreadable: false };
    const warning = warningOf(secret);
    return {
      text: closedText({ ...told, audit }, secret),
      json: { audit, circuit: circuitJson(seen), ...(warning ? { warning } : {}) },
    };
  };
