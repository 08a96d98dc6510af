/**
 * What the simulated Admin API was asked, newest 20,000 requests: for tests and the curious.
 */
import { makeNewest } from '../wms/newest.ts';
import type { ActiveFault } from './admin-faults.ts';

const requestsMax = 20_000;

export type AdminRequest = {
  readonly atMillis: number;
  readonly path: string;
  /** Of the GraphQL operation; null where it has none, and elsewhere. */
  readonly operation: string | null;
  readonly fields: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** The fault that stood instead of the answer. */
  readonly fault: ActiveFault['kind'] | null;
  /** Points that were paid; null where nothing was executed. */
  readonly cost: number | null;
  /** The status that was sent; null while there is none, and for good where none was sent. */
  readonly status: number | null;
};

export const makeRequestLog = () => {
  const entries = makeNewest<AdminRequest>(requestsMax);
  type Entry = { -readonly [Key in keyof AdminRequest]: AdminRequest[Key] };
  /** Writes a request down; what becomes known later is written into what it gives. */
  const add = (given: Omit<AdminRequest, 'cost' | 'status'>): Entry => {
    const entry: Entry = { ...given, cost: null, status: null };
    entries.push(entry);
    return entry;
  };
  return { add, all: entries.all };
};
