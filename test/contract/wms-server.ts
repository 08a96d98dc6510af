/** Real servers on 127.0.0.1 that answer as a test says, and remember what they were asked. */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type Listening = AsyncDisposable & { readonly port: number; readonly url: string };

/** @param server - Not listening yet; closed with all its connections when disposed of. */
export const listen = async (server: Server, scheme = 'http'): Promise<Listening> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};

export type Answer = (received: Received, response: ServerResponse, count: number) => void;

/** An HTTP server; `count` is 1 for the first request it gets. */
export const listenHttp = async (answer: Answer) => {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
    received.push(one);
    answer(one, response, received.length);
  };
  return { ...(await listen(createServer(listener))), received };
};

/** A server that gets connections and decides for itself what to say on them. */
export const listenTcp = (onConnection: (socket: Socket) => void) =>
  listen(createTcpServer(onConnection));

/** Answers with JSON, or with a text as it is. */
export const reply = (
  response: ServerResponse,
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, headers);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
