/** Finds files and functions that no longer fit a reader's head. */
import type { Source } from './source.ts';

const fileLinesMax = 200;
const functionLinesMax = 40;
/** A handler is read on one screen. */
const handlerLinesMax = 40;
/** Besides its imports, which are the list of its parts. */
const compositionLinesMax = 60;

export const checkSizes = (source: Source): string[] => {
  const { path, functions } = source;
  if (path.startsWith('test/')) return [];
  const { lines, linesMax } = fileSize(source);
  return [
    ...(lines > linesMax ? [`${path} has ${lines} lines, more than ${linesMax}`] : []),
    ...functions
      .filter((one) => one.lines > functionLinesMax)
      .map(
        (one) =>
          `${path}:${one.line} ${one.name} has ${one.lines} lines, more than ${functionLinesMax}`,
      ),
  ];
};

const fileSize = ({ path, lines, program }: Source) => {
  if (/^functions\/[^/]+\/(index|compose)\.ts$/.test(path)) {
    const imports = program.body.filter(({ type }) => type === 'ImportDeclaration');
    const importLines = imports.at(-1)?.loc?.end.line ?? 0;
    return { lines: lines - importLines, linesMax: compositionLinesMax };
  }
  return { lines, linesMax: path.startsWith('functions/') ? handlerLinesMax : fileLinesMax };
};
