#!/usr/bin/env node
/**
 * node test/shopify-schema/main.ts <folder of the unpacked package @shopify/dev-mcp>
 *
 * Writes anew, for the API version that the bridge speaks: the extract of Shopify's Admin schema that the
 * simulated Admin API executes and our documents are checked against, and that of its table of access scopes.
 * `biome check --write` formats them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type IntrospectionQuery, printSchema } from 'graphql';
import * as z from 'zod';
import { adminApiVersion } from '../../lib/reconciliation/admin-api.ts';
import { cutSchema as cutSimulated } from '../local/shop-admin-schema/cut-schema.ts';
import { cutSchema } from './cut-extract.ts';
import { cutScopes, scopesTableSchema } from './cut-scopes.ts';
import { parsedDocuments } from './our-documents.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('where is the unpacked package @shopify/dev-mcp?');

const { name, version, license } = z
  .object({ name: z.literal('@shopify/dev-mcp'), version: z.string(), license: z.string() })
  .parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
const packed = readFileSync(`${folder}/dist/data/admin_${adminApiVersion}.json.gz`);
const { data, offline_scopes: table } = z
  .object({ data: z.custom<IntrospectionQuery>(), offline_scopes: scopesTableSchema })
  .parse(JSON.parse(gunzipSync(packed).toString('utf8')));

const write = (path: string, text: string) =>
  writeFileSync(new URL(path, import.meta.url), `${text}\n`);

const heading = `# Cut by test/shopify-schema/main.ts out of ${name} ${version} (${license}, Shopify), Admin API ${adminApiVersion}: what the simulated one can be asked.`;
const simulated = `../../cdk/local/shop-admin/admin-${adminApiVersion}.graphql`;
write(simulated, `${heading}\n\n${printSchema(cutSimulated(data))}`);
const scopes = cutScopes(table, cutSchema(data, parsedDocuments));
write(`admin-${adminApiVersion}-scopes.json`, JSON.stringify(scopes, null, 2));
