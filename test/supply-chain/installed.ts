/**
 * What is installed, as the lock file says: names, versions, licences, and whether a part may ship in a bundle.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

const names = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({
  version: z.string(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().default(false),
  inBundle: z.boolean().default(false),
  dependencies: names,
  optionalDependencies: names,
});
const lockSchema = z.object({
  packages: z
    .record(z.string(), z.unknown())
    .transform((all) =>
      Object.entries(all).map(([path, one]) => ({ path, ...packageSchema.parse(one) })),
    ),
});

export type Installed = {
  /** Its folder, which is its own alone: one name may be there in several versions. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** As its maker says; an SPDX expression. */
  readonly licence: string | undefined;
  /** Digest of what was downloaded. */
  readonly integrity: string | undefined;
  /** It came within another one, whose digest is its own, too. */
  readonly within: boolean;
  /** Whether a function may have it in its bundle; the rest is for development alone. */
  readonly ships: boolean;
  /** Folders of what it needs. */
  readonly needs: readonly string[];
};

const folder = 'node_modules/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf(folder) + folder.length);

/** @param lock - the text of a package-lock.json. @default - this repository's own */
export const readInstalled = (
  lock = readFileSync(`${root}package-lock.json`, 'utf8'),
): readonly Installed[] => {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  const paths = new Set(packages.map(({ path }) => path));
  return packages
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path, version, license: licence, integrity, dev, inBundle, ...rest }) => ({
      ...{ path, name: nameOf(path), version, licence, integrity, ships: !dev, within: inBundle },
      needs: Object.keys({ ...rest.dependencies, ...rest.optionalDependencies }).flatMap(
        (name) => resolve(paths, path, name) ?? [],
      ),
    }));
};

/** As Node.js looks for it: in the package's own folder first, then in each above. */
const resolve = (paths: ReadonlySet<string>, from: string, name: string): string | undefined => {
  const own = `${from}/${folder}${name}`;
  if (paths.has(own)) return own;
  const above = from.lastIndexOf(`/${folder}`);
  if (above !== -1) return resolve(paths, from.slice(0, above), name);
  return paths.has(`${folder}${name}`) ? `${folder}${name}` : undefined;
};
