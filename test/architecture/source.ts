/**
 * One source file as the rules see it: what it imports, which functions it has, its syntax tree.
 *
 * Types are blanked out where they stand, so that lines and columns stay those of the file.
 */
import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';
import { type AnyNode, type Program, parse } from 'acorn';
import { ancestor, full } from 'acorn-walk';

/** A file of the repository: its path from the root, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };

export type Import = {
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** A path from the root for a file of ours, else the specifier. */
  readonly target: string;
  readonly kind: 'type' | 'value' | 'dynamic';
};

export type FunctionSize = { readonly name: string; readonly line: number; readonly lines: number };

export type Source = SourceFile & {
  readonly lines: number;
  readonly program: Program;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionSize[];
};

/** @throws SyntaxError where the text is no TypeScript with erasable types only. */
export const readSource = ({ path, text }: SourceFile): Source => {
  const program = parse(stripTypeScriptTypes(text), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    allowHashBang: true,
  });
  const imports = [...typeImports(text), ...valueImports(program)].map((one) => ({
    ...one,
    target: one.specifier.startsWith('.')
      ? posix.join(posix.dirname(path), one.specifier)
      : one.specifier,
  }));
  return {
    path,
    text,
    lines: text.replace(/\n$/, '').split('\n').length,
    program,
    imports: imports.sort((one, other) => one.line - other.line),
    functions: functionSizes(program),
  };
};

/** The first line of a node, counted from 1. */
export const lineOf = (node: AnyNode): number => node.loc?.start.line ?? 0;

/** They are gone from the syntax tree, but always stand at the beginning of a line. */
const typeStatement = /^(?:import|export)\s+type\s[^;'"]*?from\s*['"]([^'"]+)['"]/gm;

type Found = Omit<Import, 'target'>;

const typeImports = (text: string): Found[] =>
  [...text.matchAll(typeStatement)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    specifier: match[1] ?? '',
    kind: 'type',
  }));

const valueImports = (program: Program): Found[] => {
  const found: Found[] = [];
  full(program, (node) => {
    const any = node as AnyNode;
    if (!('source' in any) || !any.source) return;
    const kind = any.type === 'ImportExpression' ? 'dynamic' : 'value';
    const literal = any.source.type === 'Literal' ? String(any.source.value) : '(computed)';
    found.push({ line: lineOf(any), specifier: literal, kind });
  });
  return found;
};

const functionSizes = (program: Program): FunctionSize[] => {
  const sizes: FunctionSize[] = [];
  const measure = (node: AnyNode, _: unknown, ancestors: readonly AnyNode[]) => {
    const { start, end } = node.loc ?? { start: { line: 0 }, end: { line: 0 } };
    sizes.push({ name: nameOf(ancestors), line: start.line, lines: end.line - start.line + 1 });
  };
  ancestor(program, {
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  } as Parameters<typeof ancestor>[1]);
  return sizes;
};

/** What a function is called where it stands: its own name, or that of what it is assigned to. */
const nameOf = (ancestors: readonly AnyNode[]): string => {
  const [node, parent] = [ancestors.at(-1), ancestors.at(-2)];
  for (const any of [node, parent]) {
    if (!any) continue;
    const name = ('id' in any && any.id) || ('key' in any && any.key);
    if (name && 'name' in name && typeof name.name === 'string') return name.name;
  }
  return '(anonymous)';
};
