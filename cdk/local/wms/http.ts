/**
 * A small HTTP server on this machine: bodies in, answers as plain data out. Knows no routes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Longer than any client here keeps an idle connection, so that no request meets a closing one. */
const keepAliveMillis = 75_000;

/** The body's bytes, or null if there are more than `bytesMax`. */
export const readBody = async (
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Reading on, without keeping it, lets the client hear the answer instead of a reset.
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  return bytes > bytesMax ? null : Buffer.concat(chunks);
};

export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

export const sendAnswer = (response: ServerResponse, answer: Answer): void => {
  response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
};

export type HttpServer = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Listens at the same port again after `close`. */
  readonly reopen: () => Promise<void>;
  /** Ends all connections, also those that wait for an answer; the port refuses new ones. */
  readonly close: () => Promise<void>;
};

/** Serves on 127.0.0.1; port 0 takes any free one. A handler that throws is answered 500. */
export const serveHttp = async (
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<HttpServer> => {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      // A client that went away while its body was read leaves nobody to answer.
      if (response.headersSent || response.destroyed) response.destroy();
      else sendAnswer(response, { status: 500 });
    });
  });
  server.keepAliveTimeout = keepAliveMillis;
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    reopen: () => listen(actual),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
