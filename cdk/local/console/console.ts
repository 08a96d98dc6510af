/**
 * The page on localhost: shows what the local stack does, and takes its switches.
 *
 * Knows the stack only as plain data and a few actions; the page works without script.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, jsonAnswer, readBody, sendAnswer, serveHttp } from '../wms/http.ts';
import type { ConsoleActions, ConsoleState, OrderStory } from './console-state.ts';
import { isForeign } from './foreign-request.ts';
import { boardOrdersMax, rowsToShow } from './order-board.ts';
import { contentSecurityPolicy, renderLive, renderPage, renderStoryPage } from './page.ts';
import { pressButton } from './press-button.ts';
import { type CallWidget, widgetCallSchema } from './widget-call.ts';

export type { ConsoleActions, ConsoleState };

const formBytesMax = 10_000;

export type ConsoleSettings = ConsoleActions & {
  /** 0 takes any free port. */
  readonly port: number;
  /** Asked once a second by every open page. */
  readonly readState: () => ConsoleState | Promise<ConsoleState>;
  /** null for an order that nobody has heard of lately. */
  readonly readStory: (orderId: string) => OrderStory | null;
  readonly callWidget: CallWidget;
};

export type LocalConsole = { readonly url: string; readonly close: () => Promise<void> };

/** What the last button did; shown on the page until the next. */
type Notice = { text: string };

const safely = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
} as const;

const page = (text: string): Answer => ({
  status: 200,
  headers: {
    ...safely,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
  },
  body: text,
});

const plain = (status: number, text: string): Answer => ({
  status,
  headers: { ...safely, 'Content-Type': 'text/plain; charset=utf-8' },
  body: text,
});

const stateAsData = ({ board, ...rest }: ConsoleState) => {
  const orders = rowsToShow(board, boardOrdersMax);
  return { ...rest, counts: board.counts, latencies: board.latencies, orders };
};

const answerGet = async (
  { readState, readStory }: ConsoleSettings,
  { pathname, searchParams }: URL,
  notice: Notice,
): Promise<Answer> => {
  switch (pathname) {
    case '/':
      return page(renderPage(await readState(), notice.text));
    case '/live': {
      const orderId = searchParams.get('order');
      const opened = orderId === null ? null : { orderId, story: readStory(orderId) };
      return jsonAnswer(200, renderLive(await readState(), opened), safely);
    }
    case '/order': {
      const orderId = searchParams.get('id')?.trim() ?? '';
      return page(renderStoryPage(orderId, readStory(orderId)));
    }
    case '/state.json':
      return jsonAnswer(200, stateAsData(await readState()), safely);
    default:
      return plain(404, 'not found');
  }
};

const answerPost = async (
  settings: ConsoleSettings,
  { pathname }: URL,
  request: { readonly form: URLSearchParams; readonly accepts: string },
  notice: Notice,
): Promise<Answer> => {
  const done = await pressButton(settings, pathname, request.form);
  if (done === null) return plain(404, 'not found');
  // The page's script shows the sentence itself; without it the page is loaded anew.
  if (request.accepts === 'text/plain') return plain(200, done);
  notice.text = done;
  return { status: 303, headers: { ...safely, Location: '/' } };
};

const answerWidgetCall = async ({ callWidget }: ConsoleSettings, body: string): Promise<Answer> => {
  const call = widgetCallSchema.safeParse(readJson(body));
  return call.success
    ? jsonAnswer(200, await callWidget(call.data), safely)
    : plain(400, 'this is no call of the widget');
};

const readJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const handle = async (
  settings: ConsoleSettings,
  own: string,
  notice: Notice,
  request: IncomingMessage,
): Promise<Answer> => {
  const { method, headers, url } = request;
  const body = await readBody(request, formBytesMax);
  if (isForeign(headers, own)) return plain(403, 'this page is for its own visitors only');
  if (body === null) return plain(413, 'the form is too long');
  const asked = URL.parse(url ?? '/', own);
  if (asked === null) return plain(404, 'not found');
  if (method === 'GET') return answerGet(settings, asked, notice);
  if (method !== 'POST') return plain(405, 'only GET and POST');
  if (asked.pathname === '/widget') return answerWidgetCall(settings, body.toString('utf8'));
  const form = new URLSearchParams(body.toString('utf8'));
  return answerPost(settings, asked, { form, accepts: headers.accept ?? '' }, notice);
};

/** Serves the page on 127.0.0.1. */
export const startConsole = async (settings: ConsoleSettings): Promise<LocalConsole> => {
  const notice: Notice = { text: '' };
  let own = '';
  const server = await serveHttp(
    settings.port,
    async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      sendAnswer(response, await handle(settings, own, notice, request)),
  );
  own = server.url;
  return server;
};
