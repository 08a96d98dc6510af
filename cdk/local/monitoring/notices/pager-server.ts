/**
 * The local pager over HTTP: takes what SNS delivers, and shows its incidents.
 */
import type { IncomingMessage } from 'node:http';
import { type Answer, jsonAnswer, readBody, sendAnswer, serveHttp } from '../../wms/http.ts';
import type { Pager } from './pager.ts';

export type PagerServer = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** SNS sends no larger message. */
const bodyBytesMax = 300_000;
const enqueuePath = /^\/integration\/[\w-]+\/enqueue$/;

/** @param port - 0 takes any free one. */
export const startPagerServer = async (port: number, pager: Pager): Promise<PagerServer> =>
  serveHttp(port, async (request, response) => sendAnswer(response, await answer(pager, request)));

const answer = async (pager: Pager, request: IncomingMessage): Promise<Answer> => {
  const body = await readBody(request, bodyBytesMax);
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'GET' && pathname === '/incidents')
    return jsonAnswer(200, { incidents: pager.incidents(), dropped: pager.dropped() });
  if (request.method !== 'POST' || !enqueuePath.test(pathname)) return { status: 404 };
  if (body === null) return { status: 413 };
  pager.receive(body.toString('utf8'), Date.now());
  return jsonAnswer(202, { status: 'success' });
};
