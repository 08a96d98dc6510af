/**
 * The circuit in one screen: what it does, since when, why, what comes next and what ends it.
 */
import type { Block, FailureEntry, Hold } from '../../../lib/circuit/circuit.ts';
import { dueAt } from '../../../lib/circuit/standing.ts';
import { inOneLine } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import { fromNowText, momentText } from '../time-text.ts';
import type { SecretState } from './secret-state.ts';
import { isWatching, type SeenCircuit, stateOf } from './seen-circuit.ts';

export const showText = (seen: SeenCircuit): string => {
  const { circuit, names, unreadable } = seen;
  const { block } = circuit;
  const title = `The circuit of ${names.title} is ${stateOf(block)}: ${meaningOf(block)}`;
  const rows = [
    ...(unreadable ? [['item', 'cannot be read, and counts as closed'] satisfies Row] : []),
    ...(block === undefined ? closedRows(seen) : blockedRows(seen, block)),
  ];
  return rows.length === 0 ? title : `${title}\n\n${layRows(rows)}`;
};

export const meaningOf = (block: Block | undefined): string => {
  switch (block?.kind) {
    case undefined:
      return 'orders go to the WMS.';
    case 'open':
      return 'one order at a time tries the WMS, the others wait.';
    case 'paused':
      return 'the WMS asked for a pause, and all orders wait.';
    case 'hold':
      return 'no order is sent to the WMS, all wait.';
  }
};

const closedRows = (seen: SeenCircuit): Row[] => {
  const { circuit, now } = seen;
  if (!isWatching(seen)) return [];
  return [
    ['watching', `failures until ${momentText(circuit.watchUntil, now)}`],
    ...entryRows('failed last', circuit.failures, now),
    ...entryRows('answered 403', circuit.forbidden, now),
    ...servedRows(seen),
  ];
};

const blockedRows = (seen: SeenCircuit, block: Block): Row[] => {
  const { circuit, now } = seen;
  return [
    ['since', momentText(block.since, now)],
    ['why', whyOf(block)],
    ...entryRows('failed last', circuit.failures, now),
    ...entryRows('answered 403', circuit.forbidden, now),
    ...servedRows(seen),
    ...(seen.secret === undefined ? [] : [['secret', secretText(seen.secret)] satisfies Row]),
    ...nextRows(seen, block),
    ['ends', ...endOf(seen, block)],
  ];
};

export const whyOf = (block: Block): string => {
  if (block.kind === 'open') return 'orders failed, with no success between them';
  if (block.kind === 'paused') return 'it answered 429';
  if (block.cause === 'credentials') return 'the WMS refuses the credentials, or none are set';
  if (block.cause === 'forbidden')
    return 'several orders were answered 403, with no success between';
  return `an operator: ${inOneLine(block.reason ?? 'no reason was given')}`;
};

/** Newest first; ids only. */
const entryRows = (label: string, entries: readonly FailureEntry[], now: number): Row[] =>
  entries.length === 0
    ? []
    : [
        [
          label,
          ...entries
            .toReversed()
            .map(({ order, at }) => `${inOneLine(order)}, ${fromNowText(at, now)}`),
        ],
      ];

/** The counter is the clock, unless several were served within a millisecond. */
const servedRows = ({ circuit, now }: SeenCircuit): Row[] =>
  circuit.servedOrder === undefined
    ? []
    : [['served last', `${inOneLine(circuit.servedOrder)}, ${fromNowText(circuit.served, now)}`]];

const secretText = (secret: SecretState): string => {
  switch (secret.kind) {
    case 'unchanged':
      return 'has not changed since the WMS refused it';
    case 'changed':
      return 'has changed since the WMS refused it';
    case 'unknown':
      return `whether it has changed is not known: ${secret.why}`;
  }
};

/** When a waiting order may go first, and which one. */
const nextRows = ({ circuit, now }: SeenCircuit, block: Block): Row[] => {
  const { probe } = circuit;
  if (probe !== undefined && probe.until > now) {
    return [['next probe', `one is under way; its lease ends ${momentText(probe.until, now)}`]];
  }
  const due = dueAt(block);
  if (!Number.isFinite(due)) return [['next probe', 'none, while the hold lasts']];
  const label = isLook(block, due) ? 'next look' : 'next probe';
  const when = due > now ? momentText(due, now) : `due since ${momentText(due, now)}`;
  return [
    [label, when],
    ['may probe', mayProbe(block, due)],
  ];
};

/** A hold's probe looks at the secret first; at the end of a window it sends at once. */
const isLook = (block: Block, due: number): boolean => block.kind === 'hold' && block.until !== due;

const mayProbe = (block: Block, due: number): string => {
  if (isLook(block, due))
    return 'any waiting order; it looks at the secret, and sends nothing before';
  return block.kind === 'open'
    ? 'any waiting order; what failed in this outage a moment later, what failed last after all others'
    : 'any waiting order';
};

const endOf = ({ names, now }: SeenCircuit, block: Block): string[] => {
  const byHand = `by hand: npm run bridge -- circuit close${names.flag}`;
  switch (block.kind) {
    case 'open':
      return ['with the first order that the WMS serves', byHand];
    case 'paused':
      return ['with that probe, whatever its answer but another 429', byHand];
    case 'hold':
      return [...holdEnds(block, now), byHand];
  }
};

const holdEnds = (hold: Hold, now: number): string[] => [
  ...(hold.until === undefined
    ? []
    : hold.until > now
      ? [`${momentText(hold.until, now)}; one order goes first, then all`]
      : [`it is over since ${momentText(hold.until, now)}; the next waiting order goes first`]),
  ...(hold.secretVersion === undefined ? [] : ["with a new value of the WMS's secret"]),
];
