#!/usr/bin/env node
/**
 * node test/local/shop-admin-schema/main.ts <folder of the unpacked package @shopify/dev-mcp>
 *
 * Writes the extract of Shopify's schema anew that the simulated Admin API executes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type IntrospectionQuery, printSchema } from 'graphql';
import * as z from 'zod';
import { adminApiVersion } from '../../../cdk/local/shop-admin/admin-schema.ts';
import { cutSchema } from './cut-schema.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('where is the unpacked package @shopify/dev-mcp?');

const { name, version, license } = z
  .object({ name: z.literal('@shopify/dev-mcp'), version: z.string(), license: z.string() })
  .parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')));
const packed = readFileSync(`${folder}/dist/data/admin_${adminApiVersion}.json.gz`);
const { data } = z
  .object({ data: z.custom<IntrospectionQuery>() })
  .parse(JSON.parse(gunzipSync(packed).toString('utf8')));

const heading = `# Cut by test/local/shop-admin-schema/main.ts out of ${name} ${version} (${license}, Shopify), Admin API ${adminApiVersion}: what the simulated one can be asked.`;
const place = `../../../cdk/local/shop-admin/admin-${adminApiVersion}.graphql`;
writeFileSync(new URL(place, import.meta.url), `${heading}\n\n${printSchema(cutSchema(data))}\n`);
