/**
 * A part of what a command looks at: one that cannot be read, for want of a right, hides no other.
 */
import { awsFault } from './aws-fault.ts';
import { exitCodeOf } from './refusal.ts';

export type Part<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** `why`: one line for people. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** @param who - who was asked, for people. */
export const readPart = async <Value>(who: string, work: Promise<Value>): Promise<Part<Value>> => {
  try {
    return { kind: 'read', value: await work };
  } catch (error) {
    const isOurs = error instanceof Error && exitCodeOf(error) !== undefined;
    return { kind: 'unreadable', why: isOurs ? error.message : awsFault(error, who) };
  }
};

export const readValue = <Value>(part: Part<Value>): Value | undefined =>
  part.kind === 'read' ? part.value : undefined;

/** As it stands in JSON. */
export const partJson = <Value>(part: Part<Value>, json: (value: Value) => object): object =>
  part.kind === 'read' ? json(part.value) : { notReadable: part.why };
