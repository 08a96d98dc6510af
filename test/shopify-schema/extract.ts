/** The extract of Shopify's schema that is kept here, and of its table of access scopes. */
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { adminApiVersion } from '../../lib/reconciliation/admin-api.ts';
import type { Scopes } from './cut-scopes.ts';

const read = (ending: string): string =>
  readFileSync(new URL(`admin-${adminApiVersion}${ending}`, import.meta.url), 'utf8');

export const extract = buildSchema(read('.graphql'));
export const scopesTable: Scopes = JSON.parse(read('-scopes.json'));
