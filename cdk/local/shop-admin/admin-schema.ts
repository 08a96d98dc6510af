/**
 * Shopify's own schema, in extract: what the simulated Admin API can be asked.
 */
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

export const adminApiVersion = '2026-10';

export const readAdminSchema = (): GraphQLSchema =>
  buildSchema(readFileSync(new URL(`./admin-${adminApiVersion}.graphql`, import.meta.url), 'utf8'));
