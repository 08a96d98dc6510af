/**
 * Which seed caught which mistake the last time that all were searched for: tried first, it spares most of
 * the search. It proves nothing by itself: a seed that catches it no longer is only a step of the search.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const knownSeedsSchema = z.record(z.string(), z.int().min(0));
export type KnownSeeds = z.output<typeof knownSeedsSchema>;

/** @throws Error where the file is not what it should be. */
export const readKnownSeeds = (file: URL): KnownSeeds =>
  knownSeedsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

export const writeKnownSeeds = (file: URL, seeds: KnownSeeds): void => {
  const sorted = Object.fromEntries(
    Object.entries(seeds).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
};
