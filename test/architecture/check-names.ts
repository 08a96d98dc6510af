/** Finds file names that say nothing, barrels, default exports and files that open with no reason. */
import { lineOf, type Source } from './source.ts';

const emptyNames = /(^|\/)(utils?|helpers?|common|managers?|service|types|misc)(\/|\.[a-z.]+$)/;
const emptyEndings = /-(utils?|helpers?|managers?|impl)(\/|\.[a-z.]+$)/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.prove|(\.prove)?\.config|\.d)?\.ts$/;
/** Vitest takes its settings from a default export. */
const defaultExportAllowed: readonly string[] = [
  'test/vitest.config.ts',
  'test/vitest.prove.config.ts',
];

export const checkNames = (source: Source): string[] => [
  ...fileName(source),
  ...barrel(source),
  ...defaultExports(source),
  ...opening(source),
];

const fileName = ({ path }: Source): string[] => {
  const name = path.split('/').at(-1) ?? '';
  const isIndex = name === 'index.ts' && !path.startsWith('functions/');
  return [
    ...(emptyNames.test(path) || emptyEndings.test(path) || isIndex
      ? [`${path} has a name that says nothing`]
      : []),
    ...(kebabCase.test(name) ? [] : [`${path} is not named in kebab-case`]),
  ];
};

/** Types are blanked out in the syntax tree, so they are looked for in the text. */
const ownTypes = /^(export\s+)?(type\s+\w+|interface\s+\w+)/m;
const reExportedTypes = /^export\s+type\s*(\{[^}]*\}|\*)\s*from\b/m;

const barrel = ({ path, text, program }: Source): string[] => {
  const statements = program.body.filter(({ type }) => type !== 'ImportDeclaration');
  const own = statements.filter(
    (statement) =>
      statement.type !== 'ExportAllDeclaration' &&
      !(statement.type === 'ExportNamedDeclaration' && !statement.declaration),
  );
  const reExports = statements.length > own.length || reExportedTypes.test(text);
  return own.length === 0 && reExports && !ownTypes.test(text)
    ? [`${path} only passes on what others export`]
    : [];
};

const defaultExports = ({ path, program }: Source): string[] =>
  defaultExportAllowed.includes(path)
    ? []
    : program.body
        .filter(({ type }) => type === 'ExportDefaultDeclaration')
        .map((statement) => `${path}:${lineOf(statement)} has a default export`);

const opening = ({ path, text }: Source): string[] =>
  path.startsWith('test/') || text.startsWith('/**') || text.startsWith('#!')
    ? []
    : [`${path} does not open with what it decides`];
