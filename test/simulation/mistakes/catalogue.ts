/** The planted mistakes: each is one that somebody could make, and that must not go unnoticed. */
import { acceptingMistakes } from './accepting.ts';
import { callingMistakes } from './calling.ts';
import { circuitMistakes } from './circuit.ts';
import { decidingMistakes } from './deciding.ts';
import type { Mistake } from './mistake.ts';
import { reconcilingMistakes } from './reconciling.ts';

export const mistakes: readonly Mistake[] = [
  ...acceptingMistakes,
  ...decidingMistakes,
  ...callingMistakes,
  ...circuitMistakes,
  ...reconcilingMistakes,
];
