/**
 * The embedded emulators, each behind an address of its own.
 *
 * To the endpoint an emulator is nothing but a base URL: one that runs elsewhere fits the same type,
 * with nothing to close.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';

export type Emulator = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly close: () => Promise<void>;
};

const host = '127.0.0.1';

/** SQS. Its own start function would listen on all interfaces, so the app is built and bound here. */
export const startQueueEmulator = async (region: string): Promise<Emulator> => {
  const app = buildApp({ logger: false, defaultRegion: region });
  const url = await app.listen({ host, port: 0 });
  keepConnections(app.server);
  return { url, close: async () => app.close() };
};

/** S3, in memory: a server of its own, so that an SQS that runs elsewhere does not take it away. */
export const startObjectEmulator = startQueueEmulator;

/** DynamoDB, in memory. */
export const startTableEmulator = async (): Promise<Emulator> => {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  keepConnections(server);
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, close };
};

/** Both ends are ours: without a time limit none can close a connection that the other is just using. */
export const keepConnections = (server: Server): void => {
  server.keepAliveTimeout = 0;
};
