/**
 * Which call meets which fault: a pure function of the seed and the call's own name (port, subject, the
 * how-manieth), so that taking one fault away moves no other.
 */
import type { Draw, FaultId, Faults, MetFault } from '../contracts.ts';

/** One call, and the fault that it meets, if any. */
export type Meeting = { readonly id: FaultId; readonly kind: string | undefined };

export type CountedFaults = Faults & {
  /** Like `meet`, with the call's name: what else is drawn for this call is named after it. */
  readonly encounter: (
    port: string,
    subject: string,
    rates: Readonly<Record<string, number>>,
  ) => Meeting;
};

export type FaultOptions = {
  readonly draw: Draw;
  readonly now: () => number;
  /** From then on nothing is met. */
  readonly healsAt: number;
  /** Only these may be met. @default - all */
  readonly only?: ReadonlySet<FaultId>;
};

/** Above 1 by no more than what adding up fractions costs. */
const rateMax = 1 + 1e-9;

export const makeFaults = ({ draw, now, healsAt, only }: FaultOptions): CountedFaults => {
  const counts = new Map<string, number>();
  const met: MetFault[] = [];

  const drawKind = (id: FaultId, rates: Readonly<Record<string, number>>): string | undefined => {
    const drawn = draw(`fault/${id}`);
    let reached = 0;
    let kind: string | undefined;
    for (const [name, rate] of Object.entries(rates)) {
      reached += rate;
      if (kind === undefined && drawn < reached) kind = name;
    }
    if (reached > rateMax) throw new Error(`${id}: rates add up to ${reached}`);
    return kind;
  };

  const encounter: CountedFaults['encounter'] = (port, subject, rates) => {
    const name = `${port}/${subject}`;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const id = `${name}/${nth}`;
    if (now() >= healsAt || (only !== undefined && !only.has(id))) return { id, kind: undefined };
    const kind = drawKind(id, rates);
    if (kind !== undefined) met.push({ id, kind, at: now() });
    return { id, kind };
  };

  return {
    encounter,
    meet: (port, subject, rates) => encounter(port, subject, rates).kind,
    met: () => met,
  };
};
