/** Every document that the bridge asks Shopify with: found, not listed, so that none is forgotten. */
import { readdirSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { bulkExport } from '../../lib/reconciliation/admin/bulk-documents.ts';
import type { AdminDocument } from '../../lib/reconciliation/admin/document.ts';

const folder = new URL('../../lib/reconciliation/admin/', import.meta.url);

const isDocument = (value: unknown): value is AdminDocument<unknown> =>
  typeof value === 'object' && value !== null && 'text' in value && 'data' in value;

const found: AdminDocument<unknown>[] = [];
for (const file of readdirSync(folder).sort()) {
  const exported: Readonly<Record<string, unknown>> = await import(new URL(file, folder).href);
  found.push(...Object.values(exported).filter(isDocument));
}
export const ourDocuments: readonly AdminDocument<unknown>[] = found;

/** What a bulk operation runs: given to Shopify as a text, and so no document by itself. */
export const ourExport = bulkExport('2026-11-22T10:00:00Z');

export const parsedDocuments: readonly DocumentNode[] = [
  ...ourDocuments.map(({ text }) => text),
  ourExport,
].map((text) => parse(text));
