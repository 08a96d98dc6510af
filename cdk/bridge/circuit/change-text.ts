/**
 * What opening or closing the circuit by hand has done and will do, and one line for the record.
 */
import type { Block } from '../../../lib/circuit/circuit.ts';
import { deferSeconds } from '../../../lib/circuit/spacing.ts';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { deliverySchema } from '../../../lib/config/policy.ts';
import { inOneLine } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { instantJson, momentText, spanText } from '../time-text.ts';
import type { HoldWish } from './change-circuit.ts';
import type { SecretState } from './secret-state.ts';
import { type CircuitState, stateOf } from './seen-circuit.ts';

/** Unless the stage sets other ones. */
const usual = { circuit: circuitSchema.parse({}), delivery: deliverySchema.parse({}) };

/** Who did it is known to AWS, and is nobody's business here. */
export type Audit = {
  readonly at: string;
  readonly command: 'circuit open' | 'circuit close';
  readonly stage: string;
  readonly before: CircuitState;
  readonly after: CircuitState;
  readonly until?: string;
  readonly reason?: string;
};

export const auditOf = (
  given: Pick<Audit, 'command' | 'stage'> & {
    readonly now: number;
    readonly before: Block | undefined;
  },
  after: CircuitState,
  wish?: HoldWish,
): Audit => ({
  at: instantJson(given.now),
  command: given.command,
  stage: given.stage,
  before: stateOf(given.before),
  after,
  ...(wish?.until === undefined ? {} : { until: instantJson(wish.until) }),
  ...(wish === undefined ? {} : { reason: wish.reason }),
});

const auditRow = ({ at, command, stage, before, after, until, reason }: Audit): Row => [
  'audit',
  [
    `${at} ${command} stage=${stage} before=${before} after=${after}`,
    ...(until === undefined ? [] : [`until=${until}`]),
    ...(reason === undefined ? [] : [`reason=${JSON.stringify(reason)}`]),
  ].join(' '),
];

export type Told = {
  readonly names: StageNames;
  readonly now: number;
  readonly before: Block | undefined;
  readonly audit: Audit;
};

export const openedText = ({ names, now, before, audit }: Told, wish: HoldWish): string => {
  const closing = `npm run bridge -- circuit close${names.flag}`;
  const rows: Row[] = [
    ['orders', ...waiting],
    wish.until === undefined
      ? ['until', `you close it: ${closing}`, 'it does not end by itself; --for 2h would end it']
      : ['until', `${momentText(wish.until, now)}; one order goes first, then all`],
    ...(wish.until === undefined ? [] : [['sooner', closing] satisfies Row]),
    ...(before === undefined ? [] : [['replaces', describe(before, now)] satisfies Row]),
    auditRow(audit),
  ];
  return `The circuit of ${names.title} is held: within seconds no order is sent to the WMS any more.\n\n${layRows(rows)}`;
};

const waiting = [
  'wait on the queue, each in its order; nothing is lost, nothing is parked for it,',
  `for up to ${usual.delivery.expiredDays} days`,
];

export const closedText = (
  { names, now, before, audit }: Told,
  secret: SecretState | undefined,
): string => {
  if (before === undefined) {
    return `The circuit of ${names.title} was closed already; nothing was changed.`;
  }
  const title = `The circuit of ${names.title} is closed: orders go to the WMS again.`;
  const rows: Row[] = [
    ['ended', describe(before, now)],
    ['orders', `that wait come back by themselves, ${returnText(before, now)}`],
    ...warningRows(secret),
    auditRow(audit),
  ];
  return `${title}\n\n${layRows(rows)}`;
};

/** What is hidden stays hidden for a share of the time that it lasted; longer, if it followed another. */
const returnText = (before: Block, now: number): string => {
  const last = deferSeconds(usual.circuit, now - before.since, () => 0);
  const most = usual.circuit.deferSecondsMax;
  const atMost = `within ${spanText(most * 1_000)} at most`;
  return last < most ? `usually within ${spanText(last * 1_000)}, ${atMost}` : atMost;
};

const describe = (block: Block, now: number): string => {
  const since = `since ${momentText(block.since, now)}`;
  if (block.kind !== 'hold') return `${block.kind}, ${since}`;
  const reason = block.reason === undefined ? '' : `: ${inOneLine(block.reason)}`;
  return `held (${block.cause}), ${since}${reason}`;
};

export const warningOf = (secret: SecretState | undefined): string | undefined => {
  if (secret === undefined || secret.kind === 'changed') return undefined;
  const doubt =
    secret.kind === 'unknown'
      ? `whether the WMS's secret has changed is not known: ${secret.why}`
      : "the WMS's secret has not changed since the WMS refused it";
  return `${doubt}; the same credentials are tried once more, and if they are refused the hold begins again`;
};

const warningRows = (secret: SecretState | undefined): Row[] => {
  const warning = warningOf(secret);
  return warning === undefined ? [] : [['warning', warning]];
};
