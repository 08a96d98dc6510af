#!/usr/bin/env node
/**
 * node test/shopify-schema/main.ts <folder of the unpacked package @shopify/dev-mcp>
 *
 * Writes the extract of Shopify's Admin schema and of its table of access scopes anew, for the documents
 * as they are now and the API version that the bridge speaks. `biome check --write` formats it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type IntrospectionQuery, parse } from 'graphql';
import * as z from 'zod';
import { adminApiVersion } from '../../lib/reconciliation/admin-api.ts';
import { cutSchema, printExtract } from './cut-extract.ts';
import { cutScopes, scopesTableSchema } from './cut-scopes.ts';
import { ourDocuments, ourExport } from './our-documents.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('where is the unpacked package @shopify/dev-mcp?');

const { name, version, license } = z
  .object({ name: z.literal('@shopify/dev-mcp'), version: z.string(), license: z.string() })
  .parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
const packed = readFileSync(`${folder}/dist/data/admin_${adminApiVersion}.json.gz`);
const { data, offline_scopes: table } = z
  .object({ data: z.custom<IntrospectionQuery>(), offline_scopes: scopesTableSchema })
  .parse(JSON.parse(gunzipSync(packed).toString('utf8')));

const documents = [...ourDocuments.map(({ text }) => text), ourExport].map((text) => parse(text));
const extract = cutSchema(data, documents);
const heading = `# Cut by test/shopify-schema/main.ts out of ${name} ${version} (${license}, Shopify), Admin API ${adminApiVersion}: what our documents select.`;

const here = (file: string) => new URL(file, import.meta.url);
writeFileSync(here(`admin-${adminApiVersion}.graphql`), printExtract(extract, heading));
const scopes = JSON.stringify(cutScopes(table, extract), null, 2);
writeFileSync(here(`admin-${adminApiVersion}-scopes.json`), `${scopes}\n`);
