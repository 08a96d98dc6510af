/** Every document that Shopify is asked with, against Shopify's own schema of that API version. */
import { introspectionFromSchema, parse, printSchema, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { AdminDocument } from '../../lib/reconciliation/admin/document.ts';
import { neededScopes } from '../../lib/reconciliation/admin-api.ts';
import { cutSchema } from './cut-extract.ts';
import { costOf } from './document-cost.ts';
import { extract, scopesTable } from './extract.ts';
import { ourDocuments, ourExport, parsedDocuments } from './our-documents.ts';
import { type Place, sampleOf, withAt } from './sample-answer.ts';
import { selectionsOf } from './selections.ts';

const queryCostMax = 1_000;
const named: [string, AdminDocument<unknown>][] = ourDocuments.map((one) => [one.name, one]);

/** What Shopify's table asks for of each type and field: one of several scopes will do. */
const requirementsOf = (text: string): (readonly string[])[] => {
  const { fields } = selectionsOf(extract, [parse(text)]);
  const names = [...fields].flatMap(([type, of]) => [
    type,
    ...[...of].map((of) => `${type}.${of}`),
  ]);
  return names.flatMap((name) => (scopesTable[name] ? [scopesTable[name]] : []));
};

/** The least of ours that opens all of it. */
const scopesOf = (text: string): string[] => {
  const opened = requirementsOf(text).map((any) => neededScopes.find((one) => any.includes(one)));
  return [...new Set(opened.map((scope) => scope ?? 'none of ours'))].sort();
};

describe('the documents', () => {
  it('are eleven, each under a name of its own', () => {
    expect(new Set(ourDocuments.map(({ name }) => name)).size).toBe(11);
    expect(ourDocuments).toHaveLength(11);
  });

  it('need every scope that the app asks for, and no other', () => {
    const needed = ourDocuments.flatMap(({ scopes }) => scopes);

    expect([...new Set(needed)].sort()).toEqual([...neededScopes].sort());
  });

  it('are all that the extract of the schema is kept for', () => {
    const cutAgain = cutSchema(introspectionFromSchema(extract), parsedDocuments);

    expect(printSchema(cutAgain)).toBe(printSchema(extract));
  });
});

describe.each(named)('%s', (name, { text, kind, cost, scopes }) => {
  it('is valid, and asks for nothing that is about to end', () => {
    const document = parse(text);
    const { fields } = selectionsOf(extract, [document]);
    const deprecated = [...fields].flatMap(([type, of]) => {
      const object = extract.getType(type);
      const known = object && 'getFields' in object ? object.getFields() : {};
      return [...of].filter((field) => known[field]?.deprecationReason != null);
    });

    expect(validate(extract, document)).toEqual([]);
    expect(deprecated).toEqual([]);
    expect(document.definitions).toMatchObject([{ operation: kind, name: { value: name } }]);
  });

  it('costs what it says by the documented formula, and no more than one query may', () => {
    expect(cost).toBe(costOf(extract, text));
    expect(cost).toBeLessThanOrEqual(queryCostMax);
  });

  it('needs the scopes that it says', () => {
    // What a bulk operation runs needs its scopes as well.
    const within = name === 'StartBulk' ? scopesOf(ourExport) : [];

    expect([...new Set([...scopesOf(text), ...within])].sort()).toEqual([...scopes].sort());
  });
});

describe.each(named)('the shape of the answer to %s', (_name, { text, data }) => {
  const { value, places } = sampleOf(extract, text);
  const takes = (path: Place['path'], other: unknown): boolean =>
    data.safeParse(withAt(value, path, other)).success;
  const pathsOf = (wrong: (place: Place) => boolean) =>
    places.filter(wrong).map(({ path }) => path.join('.'));

  it('takes what the schema allows', () => {
    expect(data.safeParse(value).error).toBeUndefined();
    expect(pathsOf(({ path, alike }) => alike.some((other) => !takes(path, other)))).toEqual([]);
  });

  it('takes null where the schema has it, and nowhere else', () => {
    expect(pathsOf(({ path, nullable }) => takes(path, null) !== nullable)).toEqual([]);
  });

  it('takes nothing of another type, and no field left out', () => {
    expect(pathsOf(({ path, wrong }) => wrong.some((other) => takes(path, other)))).toEqual([]);
    // An item of a list is not left out: the list is shorter then.
    const isField = ({ path }: Place) => typeof path.at(-1) === 'string';
    expect(pathsOf((place) => isField(place) && takes(place.path, undefined))).toEqual([]);
  });
});

describe('what a bulk operation runs', () => {
  it('is valid, one connection deep, with no list in which there is another', () => {
    const { fields } = selectionsOf(extract, [parse(ourExport)]);

    expect(validate(extract, parse(ourExport))).toEqual([]);
    expect([...fields.keys()].sort()).toEqual([
      'Order',
      'OrderConnection',
      'OrderEdge',
      'QueryRoot',
    ]);
  });
});
