/**
 * What our documents select of Shopify's schema, out of the extract that the simulated Admin API executes; and
 * of Shopify's table of access scopes.
 */
import { readFileSync } from 'node:fs';
import { introspectionFromSchema } from 'graphql';
import { readAdminSchema } from '../../cdk/local/shop-admin/admin-schema.ts';
import { adminApiVersion } from '../../lib/reconciliation/admin-api.ts';
import { cutSchema } from './cut-extract.ts';
import type { Scopes } from './cut-scopes.ts';
import { parsedDocuments } from './our-documents.ts';

export const extract = cutSchema(introspectionFromSchema(readAdminSchema()), parsedDocuments);

const scopesFile = new URL(`admin-${adminApiVersion}-scopes.json`, import.meta.url);
export const scopesTable: Scopes = JSON.parse(readFileSync(scopesFile, 'utf8'));
