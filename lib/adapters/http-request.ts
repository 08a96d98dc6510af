/**
 * One HTTP exchange over node:http(s): an answer, or why there was none. Every part of it is bounded.
 *
 * `fetch` cannot bound connecting by itself, nor take a CA or client certificate without bundling
 * undici. Follows no redirect, repeats nothing, interprets no status and logs nothing.
 */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the start to the answer's last byte. */
  readonly timeoutMillis: number;
  /** The part of it that name look-up, TCP and TLS may take together. */
  readonly connectTimeoutMillis: number;
  /** Of an answer's body no more than this is kept; the rest is not read. */
  readonly answerBytesMax: number;
  /** Ends the exchange like its timeout does. */
  readonly signal?: AbortSignal;
  /** For an https address. @default - the public authorities, and no certificate of our own */
  readonly tls?: Tls;
};

/** In PEM. Connections are shared by requests with the very same. */
export type Tls = {
  /** The authorities that vouch for the other side, instead of the public ones. */
  readonly ca?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
};

export type HttpAnswer = {
  readonly kind: 'answer';
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body was longer than `answerBytesMax`. */
  readonly truncated: boolean;
};

export type HttpResult =
  | HttpAnswer
  | { readonly kind: 'timeout' }
  /** Refused, reset, no such host, certificate not trusted, not HTTP: `code` as Node.js has it. */
  | { readonly kind: 'connection'; readonly code?: string };

/** Never rejects for what the network or the other side does; only for a request that cannot be. */
export type SendHttp = (request: HttpRequest) => Promise<HttpResult>;

/** Shorter than servers usually keep an idle connection, so that we seldom write to a closed one. */
const idleMillisMax = 4_000;

/** @param agentOptions - `ca`, `cert`, `key` and the like, for a WMS with certificates of its own. */
export const makeHttpRequest = (agentOptions: AgentOptions = {}): SendHttp => {
  const options = { keepAlive: true, timeout: idleMillisMax, ...agentOptions };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };

  return async (request) => {
    if (request.signal?.aborted) return { kind: 'timeout' };
    const { method, headers, url, tls: { ca, ...own } = {} } = request;
    const tls = ca === undefined ? own : { ...own, ca: [...ca] };
    const outgoing = url.startsWith('https:')
      ? httpsRequest(url, { method, headers, agent: agents.https, ...tls })
      : httpRequest(url, { method, headers, agent: agents.http });
    return exchange(outgoing, request);
  };
};

const exchange = (outgoing: ClientRequest, request: HttpRequest): Promise<HttpResult> =>
  new Promise((resolve) => {
    let connecting: NodeJS.Timeout | undefined;
    let answering = false;

    // The first result counts; what the sockets still say afterwards changes nothing.
    const finish = (result: HttpResult) => {
      clearTimeout(total);
      clearTimeout(connecting);
      request.signal?.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = () => {
      finish({ kind: 'timeout' });
      outgoing.destroy();
    };
    const total = setTimeout(giveUp, request.timeoutMillis);
    request.signal?.addEventListener('abort', giveUp, { once: true });

    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket) return;
      connecting = setTimeout(giveUp, request.connectTimeoutMillis);
      const connected = outgoing.protocol === 'https:' ? 'secureConnect' : 'connect';
      socket.once(connected, () => clearTimeout(connecting));
    });
    outgoing.on('response', (incoming) => {
      answering = true;
      readAnswer(incoming, request.answerBytesMax, finish);
    });
    outgoing.on('error', (error) => finish(connectionFault(error)));
    // An upgrade that nobody asked for closes without an error.
    outgoing.on('close', () => {
      if (!answering) finish({ kind: 'connection' });
    });
    outgoing.end(request.body);
  });

const readAnswer = (
  incoming: IncomingMessage,
  bytesMax: number,
  finish: (result: HttpResult) => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const answer = (truncated: boolean): HttpAnswer => ({
    kind: 'answer',
    status: incoming.statusCode ?? 0,
    headers: flatten(incoming.headers),
    body: Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8'),
    truncated,
  });

  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= bytesMax) return;
    finish(answer(true));
    incoming.destroy();
  });
  incoming.on('end', () => finish(answer(false)));
  incoming.on('error', (error) => finish(connectionFault(error)));
};

const flatten = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const connectionFault = (error: Error): HttpResult =>
  'code' in error && typeof error.code === 'string'
    ? { kind: 'connection', code: error.code }
    : { kind: 'connection' };
