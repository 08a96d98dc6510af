/** What must hold at every write of the circuit's item, and at every request to the WMS. */
import type { Circuit, Lease } from '../../../lib/circuit/circuit.ts';
import { dueAt } from '../../../lib/circuit/standing.ts';
import { settings, start } from './circuits.ts';

/** Who writes the item: an environment, or the operator. */
export type Writer = number | 'operator';

export type Checks = ReturnType<typeof makeChecks>;

export const makeChecks = (now: () => number, secretVersion: () => string) => {
  const broken: string[] = [];
  /** The longest that an answer took: so much older than a second what is known may be. */
  let slowest = 0;
  let opened = 0;
  let openSince = Number.POSITIVE_INFINITY;
  /** The leases that a request may be sent by, and their ends. */
  const leases = new Map<string, number>();

  const check = (holds: boolean, what: string) => {
    if (!holds) broken.push(`${what} at ${now() - start} ms`);
  };
  const isOver = (until: number): boolean => until <= now();
  const isNobodyProbing = (): boolean => [...leases.values()].every(isOver);

  /** The circuit is open, the probe is due, and nobody else has a lease. */
  const checkLease = (before: Circuit, after: Circuit) => {
    const { probe } = after;
    if (probe === undefined || probe.holder === before.probe?.holder) return;
    const { block, probe: other } = before;
    check(other === undefined || isOver(other.until), 'a lease took the place of another');
    check(block !== undefined && dueAt(block) <= now(), 'a lease was given before it was due');
    check(isNobodyProbing(), 'a second lease was given');
  };

  const checkHold = (writer: Writer, { block }: Circuit, after: Circuit) => {
    if (block?.kind !== 'hold' || block.cause !== 'credentials') return;
    const goesOn = after.block?.kind === 'hold' && after.block.cause === 'credentials';
    const isMended = block.secretVersion !== secretVersion();
    check(goesOn || isMended || writer === 'operator', 'a hold by credentials ended by itself');
  };

  /** Since when nothing has stood in the way is written with the end of what stood there, and only then. */
  const checkClosed = (before: Circuit, after: Circuit) => {
    const { closedAt = Number.NaN } = after;
    const { block } = before;
    const ended = block !== undefined && after.block === undefined;
    const isKept = after.closedAt === before.closedAt;
    const isTold = block !== undefined && closedAt >= block.since && closedAt <= now();
    check(ended ? isTold : isKept || after.block !== undefined, 'the end of a block was not told');
  };

  return {
    /** What did not hold. */
    broken,
    /** How often failures opened the circuit. */
    opened: () => opened,
    noteAnswer: (millis: number) => {
      slowest = Math.max(slowest, millis);
    },
    checkWrite: (writer: Writer, before: Circuit, after: Circuit) => {
      check(after.served >= before.served, 'the counter of served orders fell');
      checkHold(writer, before, after);
      checkLease(before, after);
      checkClosed(before, after);
      if (before.block === undefined && after.block?.kind === 'open') opened += 1;
      if (before.block === undefined && after.block !== undefined) openSince = now();
      if (after.block === undefined) openSince = Number.POSITIVE_INFINITY;
      // What is under way then ends by itself; the operator has decided otherwise.
      if (writer === 'operator') leases.clear();
    },
    /** Somebody has leave to send by this lease. */
    checkLeave: ({ holder, until }: Lease) => {
      check(isNobodyProbing(), 'two may send by a lease');
      leases.set(holder, until);
    },
    /** A request leaves: by a live lease, or because nothing stood in the way a moment ago. */
    checkRequest: (lease: Lease | undefined) => {
      if (lease !== undefined && !isOver(lease.until)) return;
      const unaware = settings.cacheMillis + slowest;
      check(openSince > now() || now() - openSince <= unaware, 'a request left without a lease');
    },
    endLease: ({ holder }: Lease) => {
      leases.delete(holder);
    },
  };
};
