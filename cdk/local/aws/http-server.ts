/**
 * One HTTP server on 127.0.0.1 that reads a request's body once and writes one reply.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepConnections } from './emulators.ts';
import type { Reply } from './reply.ts';

export type AnswerRequest = (request: IncomingMessage, body: Buffer) => Promise<Reply>;

export type HttpServer = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Cuts open connections, long polls among them. */
  readonly close: () => Promise<void>;
};

/** More than any service takes: DynamoDB's 16 MiB. */
const bodyBytesMax = 17 * 1_024 * 1_024;
const host = '127.0.0.1';

/** @param port - 0 takes any free one. */
export const startHttpServer = async (port: number, answer: AnswerRequest): Promise<HttpServer> => {
  const server = createServer((request, response) => {
    void serve(request, response, answer);
  });
  keepConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://${host}:${address.port}`, close };
};

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: AnswerRequest,
): Promise<void> => {
  const reply = await replyTo(request, answer);
  if (response.destroyed) return;
  const length = Buffer.byteLength(reply.body);
  // An answer without its body, as to HEAD, says itself how long that would be.
  response.writeHead(reply.status, { 'content-length': length, ...reply.headers });
  response.end(reply.body);
};

/** A fault of our own must reach the caller as an error of the service, and nobody else. */
const replyTo = async (request: IncomingMessage, answer: AnswerRequest): Promise<Reply> => {
  try {
    const body = await readBody(request);
    return body === undefined
      ? failure(413, 'RequestEntityTooLarge', 'the body is too large')
      : await answer(request, body);
  } catch (error) {
    return failure(500, 'InternalFailure', error instanceof Error ? error.message : String(error));
  }
};

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const failure = (status: number, type: string, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: type, message }),
});
