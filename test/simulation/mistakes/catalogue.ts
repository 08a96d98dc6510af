/** The planted mistakes: each is one that somebody could make, and that must not go unnoticed. */
import type { Mistake } from './mistake.ts';

export const mistakes: readonly Mistake[] = [];
