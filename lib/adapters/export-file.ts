/**
 * The file of a bulk operation, streamed from a byte on: as fast as it is read, and never held as a whole.
 *
 * By `fetch`, whose body waits for its reader. A server that does not know ranges gives the whole file;
 * what lies before the asked byte is then passed over. Where the file lies is Shopify's word alone, so it must be
 * https, and what lies there sends us nowhere else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { errorName } from '../order/error-name.ts';
import type { FilePiece, OpenedFile } from '../reconciliation/nightly/nightly-ports.ts';

export type ExportFileDependencies = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** When all reading must be over, in epoch milliseconds. */
  readonly until: () => number;
  /** The Admin API is on this machine, and so are its files. */
  readonly isLocal: boolean;
};

/** Until the answer begins, and between two pieces of it. */
const silentMillisMax = 10_000;
const gone: readonly number[] = [403, 404, 410];
const notSatisfiable = 416;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

export const makeReadExport =
  ({ now, until, isLocal }: ExportFileDependencies) =>
  async (url: string, from: number): Promise<OpenedFile> => {
    if (!mayAsk(url, isLocal)) return strangeAddress;
    const end = new AbortController();
    const patience = () => Math.max(1, Math.min(silentMillisMax, until() - now()));
    const opened = await inTime(end, patience(), () =>
      fetch(url, {
        // With a range nothing is compressed: the bytes would be others than those that were counted.
        headers: { range: `bytes=${from}-` },
        redirect: 'manual',
        signal: end.signal,
      }),
    );
    if (opened.kind !== 'value') return opened;
    const { status, body } = opened.value;
    if (gone.includes(status)) return { kind: 'gone' };
    if (status === notSatisfiable) return emptyFile;
    if ((status !== 200 && status !== 206) || body === null) {
      end.abort();
      return { kind: 'unavailable', cause: `status_${status}` };
    }
    const reader: Reader = body.getReader();
    const skip = status === 200 ? from : 0;
    return {
      kind: 'open',
      next: makeNext(reader, end, patience, skip),
      close: async () => end.abort(),
    };
  };

/** `fetch` reads data: and blob: addresses, too. */
const deployedForm = /^https:\/\//i;
const localForm = /^https?:\/\//i;
const mayAsk = (url: string, isLocal: boolean): boolean =>
  (isLocal ? localForm : deployedForm).test(url);
const strangeAddress = { kind: 'unavailable', cause: 'not_https' } as const;

/** The asked byte is the file's end. */
const emptyFile: OpenedFile = {
  kind: 'open',
  next: async () => ({ kind: 'end' }),
  close: async () => undefined,
};

const makeNext = (
  reader: Reader,
  end: AbortController,
  patience: () => number,
  skip: number,
): (() => Promise<FilePiece>) => {
  let toSkip = skip;
  return async () => {
    for (;;) {
      const read = await inTime(end, patience(), () => reader.read());
      if (read.kind !== 'value') return read;
      if (read.value.done) return { kind: 'end' };
      const bytes = read.value.value.subarray(Math.min(toSkip, read.value.value.length));
      toSkip -= read.value.value.length - bytes.length;
      if (bytes.length > 0) return { kind: 'piece', bytes };
    }
  };
};

type InTime<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unavailable'; readonly cause: string };

/** Whatever fails here is the network's, or the time's: a code, and never the address. */
const inTime = async <Value>(
  end: AbortController,
  millis: number,
  work: () => Promise<Value>,
): Promise<InTime<Value>> => {
  const timer = new AbortController();
  const late = delay(millis, 'timeout' as const, { signal: timer.signal }).catch(
    () => 'over' as const,
  );
  try {
    const first = await Promise.race([work().then((value) => ({ value })), late]);
    if (typeof first === 'object') return { kind: 'value', value: first.value };
    end.abort();
    return { kind: 'unavailable', cause: 'timeout' };
  } catch (error) {
    return { kind: 'unavailable', cause: errorName(error) };
  } finally {
    timer.abort();
  }
};
