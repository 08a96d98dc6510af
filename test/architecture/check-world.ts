/**
 * Finds where code reaches for the world by itself: environment, clock, chance, timers, output.
 *
 * A name that the file declares itself (a parameter `fetch`, say) is not the world's.
 */
import type { AnyNode, ImportDeclaration, ObjectPattern } from 'acorn';
import { full } from 'acorn-walk';
import { lineOf, type Source } from './source.ts';

type Rule = {
  readonly files: RegExp;
  /** Globals, `object.property` of a global, `new X()` and `X()` without arguments. */
  readonly banned: ReadonlySet<string>;
};

/** A variable read anywhere else is checked by nobody and documented nowhere. */
const environmentReaders = [
  'lib/config/env.ts',
  // Tests of that file, which must set what it reads.
  'test/unit/config/env.test.ts',
  // Starts the app as a process, whose environment is that of this one with less in it.
  'test/cdk/run-app.ts',
  // Servers that somebody runs already, given to the contract suites.
  'test/contract/servers.ts',
  // Puts a variable into the shell's environment, to see that no function gets it.
  'test/local/host.test.ts',
  // Says to the tests' processes where temporary files go.
  'test/temporary-folder.ts',
];

const rules: readonly Rule[] = [
  {
    files: new RegExp(`^(?!(?:${environmentReaders.join('|').replaceAll('.', '\\.')})$)`),
    banned: new Set(['process.env']),
  },
  {
    files: /^(lib|functions)\//,
    banned: new Set(['console', 'process.exit', 'process.stdout', 'process.stderr']),
  },
  {
    files: /^lib\/(webhook|order|delivery|circuit|reconciliation|letters|watch|config)\//,
    banned: new Set([
      ...['Date.now', 'Date()', 'new Date()', 'performance', 'process.hrtime', 'process.uptime'],
      ...['Math.random', 'randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'webcrypto'],
      ...['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'globalThis'],
      ...['eval', 'Function', 'require'],
    ]),
  },
];

export const checkWorld = (source: Source): string[] => {
  const uses = worldUses(source);
  return rules
    .filter(({ files }) => files.test(source.path))
    .flatMap(({ banned }) => uses.filter(({ name }) => banned.has(name)))
    .map(({ name, line }) => `${source.path}:${line} uses ${name}`);
};

type Use = { readonly name: string; readonly line: number };

const worldUses = ({ program }: Source): Use[] => {
  const declared = declaredNames(program);
  const uses: Use[] = [];
  full(program, (node, _, type) => {
    const any = node as AnyNode;
    for (const name of namesIn(any, type)) {
      // An import is both: it declares a name of the file's own, and takes it from the world.
      if (any.type === 'ImportDeclaration' || !declared.has(name))
        uses.push({ name, line: lineOf(any) });
    }
  });
  return uses;
};

/** Names that the file makes itself: variables, parameters, functions and imports. */
const declaredNames = (program: Source['program']): ReadonlySet<string> => {
  const names = new Set<string>();
  full(program, (node, _, type) => {
    const any = node as AnyNode;
    if (type === 'VariablePattern' && any.type === 'Identifier') names.add(any.name);
    if (any.type === 'FunctionDeclaration' && any.id) names.add(any.id.name);
    if (any.type === 'ImportDeclaration')
      for (const specifier of any.specifiers) names.add(specifier.local.name);
  });
  return names;
};

const namesIn = (node: AnyNode, type: string): string[] => {
  switch (node.type) {
    case 'Identifier':
      return type === 'VariablePattern' ? [] : [node.name];
    case 'MemberExpression':
      return memberNames(nameOf(node.object), nameOf(node.property));
    case 'NewExpression':
      return node.arguments.length === 0 ? [`new ${nameOf(node.callee)}()`] : [];
    case 'CallExpression':
      return node.arguments.length === 0 ? [`${nameOf(node.callee)}()`] : [];
    case 'VariableDeclarator':
      return node.id.type === 'ObjectPattern' && node.init
        ? keysOf(node.id).flatMap((key) => memberNames(nameOf(node.init), key))
        : [];
    case 'ImportDeclaration':
      return importedNames(node);
    default:
      return [];
  }
};

/** The last name of `a`, `a.b` or `a['b']`. */
const nameOf = (node: AnyNode | null | undefined): string => {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type === 'Literal') return String(node.value);
  return node?.type === 'MemberExpression' ? nameOf(node.property) : '';
};

const keysOf = (pattern: ObjectPattern): string[] =>
  pattern.properties.map((property) => (property.type === 'Property' ? nameOf(property.key) : ''));

/** What chance is made of is known by its own name, whatever object it is had from. */
const memberNames = (object: string, property: string): string[] => [
  `${object}.${property}`,
  ...(object === 'crypto' ? [property] : []),
];

const importedNames = ({ source, specifiers }: ImportDeclaration): string[] => {
  const module = String(source.value).replace('node:', '');
  return specifiers.flatMap((specifier) =>
    specifier.type === 'ImportSpecifier' ? memberNames(module, nameOf(specifier.imported)) : [],
  );
};
