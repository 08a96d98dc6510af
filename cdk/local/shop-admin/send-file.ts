/**
 * The file of a bulk operation over HTTP, as Shopify's storage gives it: ranges are understood.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BulkFile } from './bulk-file.ts';

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

const rangeForm = /^bytes=(\d{1,15})-$/;

/** Whole, or from a byte on. @param isCut - it ends in its middle. @returns the status. */
export const sendFile = async (
  file: BulkFile,
  { request, response }: Exchange,
  isCut: boolean,
): Promise<number> => {
  const { bytes } = file.size();
  const range = rangeForm.exec(request.headers.range ?? '')?.[1];
  const from = Number(range ?? 0);
  if (range !== undefined && from >= bytes) {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes}` }).end();
    return 416;
  }
  const status = range === undefined ? 200 : 206;
  const until = isCut ? from + Math.floor((bytes - from) / 2) : bytes;
  response.writeHead(status, {
    'Content-Type': 'application/jsonl',
    'Content-Length': bytes - from,
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${from}-${bytes - 1}/${bytes}` }),
  });
  // Whoever stops reading ends it, and so does a file that is cut short.
  await pipeline(Readable.from(file.read(from, until)), response, { end: !isCut }).catch(
    () => undefined,
  );
  if (isCut) response.socket?.destroy();
  return status;
};
