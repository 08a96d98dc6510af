/**
 * S3's calls, which are REST: the operation follows from method, path (`/bucket/key`) and query.
 *
 * Whatever the bridge does not use is named `Unsupported`, so that no call is taken for another one.
 */
import type { IncomingMessage } from 'node:http';
import type { IdentifiedCall, RestRequest } from './call.ts';

type Route = {
  readonly method: string;
  readonly of: 'bucket' | 'object';
  /** A name in the query that makes it this operation. */
  readonly asked?: string;
  readonly operation: string;
};

const routes: readonly Route[] = [
  { method: 'GET', of: 'bucket', asked: 'list-type', operation: 'ListObjectsV2' },
  { method: 'POST', of: 'bucket', asked: 'delete', operation: 'DeleteObjects' },
  { method: 'HEAD', of: 'bucket', operation: 'HeadBucket' },
  { method: 'PUT', of: 'object', operation: 'PutObject' },
  { method: 'GET', of: 'object', operation: 'GetObject' },
  { method: 'HEAD', of: 'object', operation: 'HeadObject' },
  { method: 'DELETE', of: 'object', operation: 'DeleteObject' },
];

/** What else a query may hold without making another operation of it. */
const harmless: ReadonlySet<string> = new Set([
  'x-id',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
]);

/** Headers that belong to one connection, or that we write ourselves. */
const notPassed: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

export const identifyObjectCall = (
  { method = '', url = '/', headers }: IncomingMessage,
  body: Buffer,
  accessKeyId: string,
): IdentifiedCall => {
  const [path = '', query = ''] = url.split('?');
  const [, Bucket = '', ...rest] = path.split('/');
  const Key = decode(rest.join('/'));
  if (Key === undefined) return { kind: 'malformed' };
  const names = [...new URLSearchParams(query).keys()];
  const operation =
    'x-amz-copy-source' in headers ? undefined : operationOf(method, Key === '', names);
  return {
    kind: 'call',
    call: {
      ...{ service: 's3', operation: operation ?? 'Unsupported', body, accessKeyId },
      parameters: { Bucket, Key, ...(operation === 'DeleteObjects' ? { Keys: keysIn(body) } : {}) },
      ...{ target: '', contentType: String(headers['content-type'] ?? '') },
      rest: { method, url, headers: passed(headers) },
    },
  };
};

const operationOf = (
  method: string,
  ofBucket: boolean,
  names: readonly string[],
): string | undefined =>
  routes.find(
    (route) =>
      route.method === method &&
      (route.of === 'bucket') === ofBucket &&
      (route.asked === undefined || names.includes(route.asked)) &&
      names.every((name) => name === route.asked || harmless.has(name)),
  )?.operation;

const passed = (headers: IncomingMessage['headers']): RestRequest['headers'] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !notPassed.has(name) ? [[name, value] as const] : [],
    ),
  );

const decode = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** Of the SDK's own XML; a key that holds a reference other than these is denied as it is written. */
const keysIn = (body: Buffer): readonly string[] =>
  [...body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
    key
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&'),
  );
