/**
 * The page on localhost: shows what the local stack does, and takes its switches.
 *
 * Knows the stack only as plain data and three actions; the page works without script.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, jsonAnswer, readBody, sendAnswer, serveHttp } from '../wms/http.ts';
import type { ConsoleActions, ConsoleState } from './console-state.ts';
import { renderNews, renderPath } from './live-view.ts';
import { newestRows } from './order-board.ts';
import { contentSecurityPolicy, renderPage } from './page.ts';
import { readFaultForm } from './read-fault-form.ts';
import { renderFaults } from './switches-view.ts';

export type { ConsoleActions, ConsoleState };

const formBytesMax = 10_000;

export type ConsoleSettings = ConsoleActions & {
  /** 0 takes any free port. */
  readonly port: number;
  /** Asked once a second by every open page. */
  readonly readState: () => ConsoleState | Promise<ConsoleState>;
};

export type LocalConsole = { readonly url: string; readonly close: () => Promise<void> };

/** What the last button did; shown on the page until the next. */
type Notice = { text: string };

const page = (text: string): Answer => ({
  status: 200,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  },
  body: text,
});

const toPage: Answer = { status: 303, headers: { Location: '/' } };
const notFound: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/plain' },
  body: 'not found',
};

const answerGet = async (
  { readState }: ConsoleSettings,
  path: string,
  notice: Notice,
): Promise<Answer> => {
  const state = await readState();
  switch (path) {
    case '/':
      return page(renderPage(state, notice.text));
    case '/path':
      return page(renderPath(state).html);
    case '/news':
      return page(renderNews(state).html);
    case '/faults':
      return page(renderFaults(state).html);
    case '/state.json': {
      const { board, ...rest } = state;
      const orders = newestRows(board, board.rows.size);
      return jsonAnswer(200, { ...rest, counts: board.counts, orders });
    }
    default:
      return notFound;
  }
};

const switchOn = ({ switchFault }: ConsoleSettings, form: URLSearchParams): string => {
  const read = readFaultForm(form);
  if (read.kind === 'unreadable') return `This is no fault: ${read.reason}`;
  switchFault(read.fault);
  return 'The fault is switched on.';
};

/** What the button did, in a sentence; null for a path without a button. */
const act = async (
  settings: ConsoleSettings,
  path: string,
  form: URLSearchParams,
): Promise<string | null> => {
  switch (path) {
    case '/faults':
      return switchOn(settings, form);
    case '/faults/clear':
      settings.clearFaults(form.get('id') ?? undefined);
      return 'Switched off.';
    case '/replay':
      return settings.replayDeadLetters();
    default:
      return null;
  }
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const answerPost = async (
  settings: ConsoleSettings,
  path: string,
  form: URLSearchParams,
  notice: Notice,
): Promise<Answer> => {
  // A button that fails is told to the person who pressed it.
  const done = await act(settings, path, form).catch((error) => `That failed: ${nameOf(error)}`);
  if (done === null) return notFound;
  notice.text = done;
  return toPage;
};

/** Other websites, open in the same browser, must not press the buttons. */
const isForeign = ({ headers }: IncomingMessage, own: string): boolean => {
  const hosts = [own, own.replace('127.0.0.1', 'localhost')].map((url) => new URL(url).host);
  if (!hosts.includes(headers.host ?? '')) return true;
  const { origin } = headers;
  return origin !== undefined && !hosts.some((host) => origin === `http://${host}`);
};

/** Serves the page on 127.0.0.1. */
export const startConsole = async (settings: ConsoleSettings): Promise<LocalConsole> => {
  const notice: Notice = { text: '' };
  let own = '';
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, formBytesMax);
    const path = new URL(request.url ?? '/', own).pathname;
    if (isForeign(request, own)) return sendAnswer(response, { status: 403 });
    if (body === null) return sendAnswer(response, { status: 413 });
    const form = new URLSearchParams(body.toString('utf8'));
    const post = request.method === 'POST';
    const answer = post
      ? await answerPost(settings, path, form, notice)
      : await answerGet(settings, path, notice);
    sendAnswer(response, answer);
  };
  const server = await serveHttp(settings.port, handle);
  own = server.url;
  return server;
};
