/** A bulk operation as GraphQL shows it. */
import type { BulkOperation } from './bulk-operations.ts';

/** The file of a finished operation can be read for so long. */
export const fileDays = 7;

const instant = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}Z`;

/** @param urlOf - where a file of this name lies. */
export const bulkObject = (operation: BulkOperation, urlOf: (name: string) => string): object => {
  const { status, file, name, completedAt } = operation;
  const { lines, bytes } = file.size();
  const isWritten = completedAt !== null && lines > 0;
  return {
    __typename: 'BulkOperation',
    id: `gid://shopify/BulkOperation/${operation.id}`,
    query: operation.query,
    status,
    type: 'QUERY',
    errorCode: operation.errorCode,
    createdAt: instant(operation.createdAt),
    completedAt: completedAt === null ? null : instant(completedAt),
    // 64-bit integers are texts in GraphQL.
    objectCount: String(lines),
    rootObjectCount: String(operation.rootObjects),
    fileSize: isWritten && status === 'COMPLETED' ? String(bytes) : null,
    // Nothing to write: no file.
    url: isWritten && status === 'COMPLETED' ? urlOf(name) : null,
    partialDataUrl: isWritten && status !== 'COMPLETED' ? urlOf(name) : null,
  };
};
