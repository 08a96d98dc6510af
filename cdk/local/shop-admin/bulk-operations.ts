/**
 * Bulk operations: started by a mutation, done a moment later, written to a file that anybody who knows
 * its name may read.
 *
 * The orders are those of the instant at which it was started. Bounded: a few run at once, and only the
 * newest are remembered.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay, setImmediate as yieldTurn } from 'node:timers/promises';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ActiveFault } from './admin-faults.ts';
import { type BulkFile, makeBulkFile } from './bulk-file.ts';
import { bulkLines, rootNodes } from './bulk-lines.ts';
import { readBulkQuery } from './bulk-query.ts';
import { connectAll } from './connection.ts';
import type { Granted } from './granted-scopes.ts';
import type { Row } from './order-index.ts';
import type { OrdersArguments } from './orders-query.ts';
import type { RunQuery } from './run-query.ts';

/** At once of one app in one shop. */
const runningMax = 5;
const operationsMax = 50;
/** Orders between two looks at what else there is to do. */
const sliceOrders = 100;

export type BulkFault = ActiveFault & { readonly kind: 'bulk' };
type Status = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELED' | 'FAILED' | 'EXPIRED';

export type BulkOperation = {
  /** Digits. */
  readonly id: string;
  /** Of the file; who knows it needs no token. */
  readonly name: string;
  readonly query: string;
  readonly createdAt: number;
  status: Status;
  errorCode: string | null;
  completedAt: number | null;
  rootObjects: number;
  readonly file: BulkFile;
};

export type Started =
  | { readonly kind: 'started'; readonly operation: BulkOperation }
  | { readonly kind: 'refused'; readonly code: string; readonly faults: readonly string[] };

export type BulkPorts = {
  readonly schema: GraphQLSchema;
  readonly run: RunQuery;
  readonly find: (args: OrdersArguments, granted: Granted) => readonly Row[];
  /** The switch that this operation meets. */
  readonly fault: () => BulkFault | null;
  readonly seconds: () => number;
  readonly now: () => number;
  readonly stop: AbortSignal;
};

type Work = {
  readonly operation: BulkOperation;
  readonly document: DocumentNode;
  readonly grouped: boolean;
  readonly granted: Granted;
  readonly fault: BulkFault | null;
};

const isOver = ({ status }: BulkOperation): boolean => status !== 'CREATED' && status !== 'RUNNING';

const end = ({ operation }: Work, now: number, status: Status, errorCode?: string): void => {
  // Somebody may have cancelled it meanwhile.
  if (isOver(operation)) return;
  operation.status = status;
  operation.errorCode = errorCode ?? null;
  operation.completedAt = now;
};

const codeOf = (errors: readonly { readonly extensions?: object }[]): string => {
  const codes = errors.map(({ extensions = {} }) => ('code' in extensions ? extensions.code : ''));
  return codes.includes('ACCESS_DENIED') ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR';
};

/** Runs the query over these orders; gives the code of what went wrong. */
const runOver = (
  { run }: BulkPorts,
  { operation, document, grouped, granted }: Work,
  bulkOrders: (args: OrdersArguments) => readonly Row[],
): string | undefined => {
  const context = { granted, connect: connectAll, bulkOrders, partials: [] };
  const { data, errors } = run({ document }, context);
  const nodes = rootNodes(data);
  operation.rootObjects += nodes.length;
  operation.file.write(bulkLines(nodes, grouped));
  return errors === undefined ? undefined : codeOf(errors);
};

const select = (ports: BulkPorts, work: Work): readonly Row[] | string => {
  let rows: readonly Row[] = [];
  const code = runOver(ports, work, (args) => {
    rows = ports.find(args, work.granted);
    return [];
  });
  return code ?? rows;
};

const workOff = async (ports: BulkPorts, work: Work, rows: readonly Row[]): Promise<void> => {
  const { operation, fault } = work;
  // What fails does so in the middle.
  const count = fault === null ? rows.length : Math.ceil(rows.length / 2);
  for (let from = 0; from < count && !isOver(operation); from += sliceOrders) {
    await yieldTurn();
    operation.status = 'RUNNING';
    const slice = rows.slice(from, Math.min(count, from + sliceOrders));
    const code = runOver(ports, work, () => slice);
    if (code !== undefined) return end(work, ports.now(), 'FAILED', code);
  }
  await delay(ports.seconds() * 1_000, undefined, { signal: ports.stop });
  if (fault === null) end(work, ports.now(), 'COMPLETED');
  else end(work, ports.now(), fault.status, fault.errorCode);
};

const begin = (id: string, query: string, createdAt: number): BulkOperation => ({
  ...{ id, query, createdAt, status: 'CREATED', errorCode: null, completedAt: null },
  ...{ name: `bulk-${id}-${randomBytes(12).toString('hex')}.jsonl`, rootObjects: 0 },
  file: makeBulkFile(),
});

/** Sees to it that the operation ends, one way or the other. */
const carryOut = (ports: BulkPorts, work: Work): void => {
  const { now, stop } = ports;
  const rows = select(ports, work);
  if (typeof rows === 'string') end(work, now(), 'FAILED', rows);
  else
    workOff(ports, work, rows).catch(() => {
      if (!stop.aborted) end(work, now(), 'FAILED', 'INTERNAL_SERVER_ERROR');
    });
};

export const makeBulkOperations = (ports: BulkPorts) => {
  const operations: BulkOperation[] = [];
  const { now } = ports;
  let ids = 7_000;

  const start = (query: string, grouped: boolean, granted: Granted): Started => {
    const read = readBulkQuery(ports.schema, query);
    if (read.kind === 'refused') return { kind: 'refused', code: 'INVALID', faults: read.faults };
    if (operations.filter((one) => !isOver(one)).length >= runningMax) {
      const faults = [`A maximum of ${runningMax} bulk operations can run at once.`];
      return { kind: 'refused', code: 'LIMIT_REACHED', faults };
    }
    ids += 1;
    const operation = begin(String(ids), query, now());
    operations.push(operation);
    if (operations.length > operationsMax) operations.shift();
    const { document } = read;
    carryOut(ports, { operation, document, grouped, granted, fault: ports.fault() });
    return { kind: 'started', operation };
  };

  return {
    start,
    get: (id: string) => operations.find((one) => one.id === id),
    byName: (name: string) => operations.find((one) => one.name === name),
    /** Oldest first. */
    all: (): readonly BulkOperation[] => operations,
    cancel: (operation: BulkOperation): void => {
      if (isOver(operation)) return;
      operation.status = 'CANCELED';
      operation.completedAt = now();
    },
  };
};
export type BulkOperations = ReturnType<typeof makeBulkOperations>;
