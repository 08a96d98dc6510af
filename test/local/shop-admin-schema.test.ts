import {
  type GraphQLNamedType,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readAdminSchema } from '../../cdk/local/shop-admin/admin-schema.ts';
import { extract } from '../shopify-schema/extract.ts';
import { ourDocuments } from '../shopify-schema/our-documents.ts';
import { startAdmin } from './shop-admin-client.ts';
import { cutSchema } from './shop-admin-schema/cut-schema.ts';
import { keptFields } from './shop-admin-schema/kept-fields.ts';

const schema = readAdminSchema();

/** What a type has, one line each: fields with their arguments and types, or an enum's values. */
const linesOf = (type: GraphQLNamedType | undefined): string[] => {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${field.name}: ${field.type}`);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).map(({ name, args, type: own }) => {
    const given = args.map(
      (each) => `${each.name}: ${each.type} = ${JSON.stringify(each.defaultValue)}`,
    );
    return `${name}(${given.sort().join(', ')}): ${own}`;
  });
};

describe('the schema that is executed', () => {
  it.each(Object.keys(extract.getTypeMap()).filter((name) => !name.startsWith('__')))(
    'has all that the bridge asks for, as Shopify has it: %s',
    (name) => {
      expect(schema.getType(name)?.constructor.name).toBe(extract.getType(name)?.constructor.name);
      expect(linesOf(schema.getType(name))).toEqual(
        expect.arrayContaining(linesOf(extract.getType(name))),
      );
    },
  );

  it('is what is kept of Shopify’s, and nothing else', () => {
    expect(printSchema(cutSchema(introspectionFromSchema(schema)))).toBe(printSchema(schema));
    const missing = [...keptFields].flatMap(([type, fields]) => {
      const object = schema.getType(type);
      if (object === undefined || !('getFields' in object)) return [type];
      return fields === '*' ? [] : [...fields].filter((name) => !(name in object.getFields()));
    });
    expect(missing).toEqual([]);
  });
});

describe('each document of the bridge', () => {
  const variables: Readonly<Record<string, string | null>> = {
    id: 'gid://shopify/Order/1',
    query: '',
    topic: 'ORDERS_CREATE',
    uri: 'https://bridge.example/webhooks',
  };

  it.each(ourDocuments.map((document) => [document.name, document] as const))(
    'is answered in its own shape, at the cost that it states: %s',
    async (_, { text, cost, data }) => {
      const { ask } = await startAdmin();
      const needed = Object.entries(variables).filter(([name]) => text.includes(`$${name}:`));
      const answer = await ask(text, Object.fromEntries(needed));

      expect(answer.extensions?.cost.requestedQueryCost).toBe(cost);
      expect(data.safeParse(answer.data).error).toBeUndefined();
    },
  );
});
