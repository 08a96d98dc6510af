/** Expressions by their texts: each is parsed once, since a run has a few dozen of them. */

import { invalid } from './dynamodb-errors.ts';
import { type Condition, makeReader, type Path, readOr, readPath } from './expression-syntax.ts';
import { parseUpdate } from './update-syntax.ts';

const parsedMax = 1_000;

const makeParser = <Parsed>(parse: (text: string) => Parsed) => {
  const parsed = new Map<string, Parsed>();
  return (text: string): Parsed => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    if (text.trim() === '') throw invalid('The expression can not be empty;');
    if (parsed.size === parsedMax) parsed.clear();
    const tree = parse(text);
    parsed.set(text, tree);
    return tree;
  };
};

export type ParsedCondition = {
  readonly condition: Condition;
  readonly placeholders: ReadonlySet<string>;
};

export const conditionOf = makeParser((text): ParsedCondition => {
  const reader = makeReader(text);
  const condition = readOr(reader);
  const rest = reader.peek();
  if (rest !== undefined) throw invalid(`Syntax error; token: "${rest}"`);
  return { condition, placeholders: reader.placeholders };
});

export const updateOf = makeParser(parseUpdate);

export type Projection = {
  readonly paths: readonly Path[];
  readonly placeholders: ReadonlySet<string>;
};

export const projectionOf = makeParser((text): Projection => {
  const reader = makeReader(text);
  const paths = [readPath(reader)];
  while (reader.take(',')) paths.push(readPath(reader));
  const rest = reader.peek();
  if (rest !== undefined) throw invalid(`Syntax error; token: "${rest}"`);
  return { paths, placeholders: reader.placeholders };
});
