/**
 * What the simulated WMS was asked, newest 50,000 requests: for tests, the page and the curious.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { ActiveFault } from './faults.ts';
import { makeNewest } from './newest.ts';
import { parseJson } from './orders-endpoint.ts';

const requestsMax = 50_000;

export type WmsRequest = {
  readonly atMillis: number;
  readonly method: string;
  readonly path: string;
  readonly orderId: string | null;
  readonly version: string | null;
  readonly idempotencyKey: string | null;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** The status that was sent; null while there is none, and for good where none was sent. */
  readonly status: number | null;
  /** The fault that the request met. */
  readonly fault: ActiveFault['kind'] | null;
};

const headerOf = (headers: IncomingHttpHeaders, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
};

const versionOf = (text: string | null): string | null => {
  const body = text === null ? undefined : parseJson(text);
  if (body === null || typeof body !== 'object' || !('version' in body)) return null;
  return typeof body.version === 'string' ? body.version : null;
};

export type LoggedRequest = Pick<
  WmsRequest,
  'atMillis' | 'method' | 'path' | 'orderId' | 'fault'
> & {
  readonly headers: IncomingHttpHeaders;
  readonly text: string | null;
};

export const makeRequestLog = () => {
  const entries = makeNewest<WmsRequest>(requestsMax);

  /** Writes a request down; the function that it gives adds the status once there is one. */
  const add = (given: LoggedRequest): ((status: number | null) => void) => {
    const { headers, text, ...rest } = given;
    const entry: { -readonly [Key in keyof WmsRequest]: WmsRequest[Key] } = {
      ...rest,
      version: versionOf(text),
      idempotencyKey: headerOf(headers, 'idempotency-key'),
      correlationId: headerOf(headers, 'x-correlation-id'),
      traceparent: headerOf(headers, 'traceparent'),
      status: null,
    };
    entries.push(entry);
    return (status) => {
      entry.status = status;
    };
  };

  return { add, all: entries.all };
};
