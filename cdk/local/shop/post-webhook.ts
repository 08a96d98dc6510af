/**
 * One HTTP request of a webhook, with Shopify's patience: 1 s to connect, 5 s in all.
 */
import { type Agent, request } from 'node:http';

export type Patience = { readonly connectMillis: number; readonly totalMillis: number };
export const patienceDefault: Patience = { connectMillis: 1_000, totalMillis: 5_000 };

export type PostedWebhook = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** The status, whatever it is (no redirect is followed), or null where there was no whole answer in time. */
export const postWebhook = (
  agent: Agent,
  url: string,
  { headers, body }: PostedWebhook,
  { connectMillis, totalMillis }: Patience,
  stop: AbortSignal,
): Promise<number | null> =>
  new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const done = (status: number | null): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve(status);
    };
    const length = { 'Content-Length': String(Buffer.byteLength(body)) };
    const sent = request(url, {
      ...{ method: 'POST', agent, signal: stop },
      headers: { ...headers, ...length },
    });
    const giveUp = (): void => void sent.destroy();
    // Waiting for a free connection is the shop's own affair: the clock starts with the socket.
    sent.once('socket', (socket) => {
      timers.push(setTimeout(giveUp, totalMillis));
      if (!socket.connecting) return;
      const connecting = setTimeout(giveUp, connectMillis);
      timers.push(connecting);
      socket.once('connect', () => clearTimeout(connecting));
    });
    sent.once('response', (response) => {
      response.resume();
      response.once('close', () => done(response.complete ? (response.statusCode ?? null) : null));
    });
    sent.once('error', () => done(null));
    sent.end(body);
  });
