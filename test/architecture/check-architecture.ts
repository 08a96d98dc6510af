/** All rules of the architecture over all given files: one sentence per fault, by file and line. */
import { checkImports } from './check-imports.ts';
import { checkNames } from './check-names.ts';
import { checkSizes } from './check-sizes.ts';
import { checkWorld } from './check-world.ts';
import { readSource, type SourceFile } from './source.ts';

const checks = [checkImports, checkSizes, checkNames, checkWorld];

export const checkArchitecture = (files: readonly SourceFile[]): string[] =>
  files.map(readSource).flatMap((source) => checks.flatMap((check) => check(source)));
