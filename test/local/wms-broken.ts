/**
 * A simulated WMS behind a proxy that breaks it: what it is asked and what it answers can be changed.
 */
import type { IncomingMessage } from 'node:http';
import { afterEach } from 'vitest';
import {
  type Answer,
  type HttpServer,
  readBody,
  sendAnswer,
  serveHttp,
} from '../../cdk/local/wms/http.ts';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { wmsClient } from './wms-client.ts';

export type Asked = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Asks the healthy WMS. */
export type Forward = (asked: Asked) => Promise<Answer>;

/** A break answers in its place, or has it answer something else. */
export type Break = (asked: Asked, forward: Forward) => Promise<Answer> | Answer;

/** Length, kind of connection and host are the proxy's own business. */
const hopHeaders = ['content-length', 'connection', 'keep-alive', 'transfer-encoding', 'host'];
const withoutHops = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !hopHeaders.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );

const makeForward = (url: string) => {
  const request = makeHttpRequest();
  return async ({ method, path, headers, body }: Asked): Promise<Answer> => {
    const result = await request({
      ...{ method: method as 'GET' | 'PUT', url: `${url}${path}`, headers, body },
      ...{ timeoutMillis: 5_000, connectTimeoutMillis: 1_000, answerBytesMax: 1_000_000 },
    });
    if (result.kind !== 'answer') throw new Error(`the simulated WMS: ${result.kind}`);
    return { status: result.status, headers: withoutHops(result.headers), body: result.body };
  };
};

const askedOf = async (request: IncomingMessage): Promise<Asked> => ({
  ...{ method: request.method ?? '', path: request.url ?? '' },
  headers: withoutHops(request.headers),
  body: (await readBody(request, 1_000_000))?.toString('utf8') ?? '',
});

/** Starts WMSs that are broken in one way each; they end with the test. */
export const useBrokenWms = () => {
  const open: (SimulatedWms | HttpServer)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  return async (
    answer: Break,
  ): Promise<{ url: string; wms: SimulatedWms; close: () => unknown }> => {
    const wms = await startSimulatedWms({ port: 0, clients: wmsClient });
    const forward = makeForward(wms.url);
    const proxy = await serveHttp(0, async (request, response) =>
      sendAnswer(response, await answer(await askedOf(request), forward)),
    );
    open.push(wms, proxy);
    return { url: proxy.url, wms, close: proxy.close };
  };
};
