/** What each measurement gives to the report. */
import type { Table } from '../../cdk/report/table.ts';

export type Section = {
  readonly tables: readonly Table[];
  /** SVG. */
  readonly plots: string;
  readonly bounds: readonly Bound[];
  /** As it was measured, for programs. */
  readonly json: object;
};

/** Something that must hold. */
export type Bound = {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly kept: boolean;
};

export type Watch = {
  /** How far it is, drawn over what was said before. */
  readonly tell: (text: string) => void;
  /** Ends the run. */
  readonly left: AbortSignal;
};
