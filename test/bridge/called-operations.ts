/**
 * Which operations of AWS the command line may call: every command of the SDK that a file imports which
 * the program's entry reaches by imports.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSource, type Source } from '../architecture/source.ts';

export type Operation = {
  /** For instance `@aws-sdk/client-sqs`. */
  readonly sdk: string;
  /** For instance `SendMessageCommand`. */
  readonly command: string;
};

export type Calls = {
  readonly operations: readonly Operation[];
  /** What is imported of the SDK and hides which operations are called, `file imports name`. */
  readonly hidden: readonly string[];
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const isOurs = (target: string): boolean => /^(cdk|lib)\/.*\.ts$/.test(target);

/** All files that the entry reaches by imports, itself included. */
const reachedFrom = (entry: string): readonly Source[] => {
  const reached = new Map<string, Source>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    const source = readSource({ path, text: readFileSync(`${root}${path}`, 'utf8') });
    reached.set(path, source);
    waiting.push(
      ...source.imports
        .filter(({ kind, target }) => kind !== 'type' && isOurs(target))
        .map(({ target }) => target),
    );
  }
  return [...reached.values()];
};

/** A client calls nothing by itself; an error is an answer. */
const callsNothing = /(Client|Exception|Error)$/;

export const callsOf = (sources: readonly Pick<Source, 'path' | 'program'>[]): Calls => {
  const imported = sources.flatMap((source) =>
    importsOfSdk(source).map((one) => ({ ...one, path: source.path })),
  );
  const commands = imported.filter(({ name }) => name.endsWith('Command'));
  const unique = new Map(
    commands.map(({ sdk, name }) => [`${sdk} ${name}`, { sdk, command: name }]),
  );
  return {
    operations: [...unique.values()],
    hidden: imported
      .filter(({ name }) => !name.endsWith('Command') && !callsNothing.test(name))
      .map(({ path, name, sdk }) => `${path} imports ${name} of ${sdk}`),
  };
};

export const operationsCalledFrom = (entry: string): Calls => callsOf(reachedFrom(entry));

type Imported = { readonly sdk: string; readonly name: string };

const importsOfSdk = ({ program }: Pick<Source, 'program'>): readonly Imported[] =>
  program.body.flatMap((node) => {
    if (node.type !== 'ImportDeclaration') return [];
    const sdk = String(node.source.value);
    if (!sdk.startsWith('@aws-sdk/')) return [];
    return node.specifiers.map((specifier) => {
      if (specifier.type !== 'ImportSpecifier') return { sdk, name: '*' };
      const { imported } = specifier;
      return { sdk, name: imported.type === 'Identifier' ? imported.name : String(imported.value) };
    });
  });
