/** Finds imports that a file's layer may not have. */
import { layers } from './layers.ts';
import type { Import, Source } from './source.ts';

const folderOf = (path: string): string => path.replace(/[^/]*$/, '');

const isFunction = (path: string): boolean => path.startsWith('functions/');

/** A function's folder is closed: even a composition root sees no handler but its own. */
const isOtherFunction = (path: string, { target }: Import): boolean =>
  isFunction(target) && folderOf(target) !== folderOf(path);

export const checkImports = ({ path, imports }: Source): string[] => {
  if (path.startsWith('test/')) return [];
  const layer = layers.find(({ files }) => files.test(path));
  if (!layer) return [`${path} belongs to no layer`];

  const isAllowed = (one: Import): boolean =>
    [...layer.values, ...(one.kind === 'type' ? layer.types : [])].some((may) =>
      may.test(one.target),
    ) && !isOtherFunction(path, one);
  return imports
    .filter((one) => !isAllowed(one))
    .map(
      ({ line, target, kind }) =>
        `${path}:${line} imports ${target}${kind === 'type' ? ' (types)' : ''}, which ${layer.name} may not`,
    );
};
