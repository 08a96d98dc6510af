/**
 * The WMS on the real contract, in virtual time: the parts of the local stack's simulated WMS behind a
 * network in which a request, its effect and its answer are events of their own.
 *
 * It enforces nothing but the contract and what the plan says: who keeps which limit is judged elsewhere.
 */
import type { WmsClient } from '../../../cdk/local/wms/credentials.ts';
import { parseJson } from '../../../cdk/local/wms/orders-endpoint.ts';
import { makeWmsParts, type WmsParts } from '../../../cdk/local/wms/wms-parts.ts';
import type { HttpRequest, HttpResult, SendHttp } from '../../../lib/adapters/http-request.ts';
import type { Environment } from '../contracts.ts';
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import { never } from '../engine/network.ts';
import { markOf } from './order-content.ts';
import type { KindRates } from './plan-rates.ts';
import { answered, type Desk, garbageAfter, makeDesk, refusal } from './wms-desk.ts';
import { exchange, type Reaction } from './wms-exchange.ts';
import type { Moods, Treatment } from './wms-moods.ts';
import { treatmentOf } from './wms-treatment.ts';
import type { Tell, WmsCall } from './world-events.ts';

export type WorldWmsOptions = {
  readonly engine: Pick<Engine, 'time' | 'draw' | 'faults'>;
  readonly moods: Moods;
  readonly rates: KindRates;
  readonly client: WmsClient;
  readonly apiKeys?: readonly string[];
  readonly tokenSeconds: number;
  readonly tell: Tell;
};

export type WorldWms = {
  /** What leaves this environment, and what it hears. */
  readonly sendFrom: (environment: Environment) => SendHttp;
  readonly parts: WmsParts;
};

/** Of a request within a country, one way. */
const wayMillisMax = 20;
const workMillisMin = 10;
const workMillisMax = 150;

export const makeWorldWms = (options: WorldWmsOptions): WorldWms => {
  const { engine, moods, rates, client, apiKeys = [], tokenSeconds, tell } = options;
  const { time, draw, faults } = engine;
  const parts = makeWmsParts({ port: 0, clients: client, apiKeys, tokenSeconds, now: time.now });
  const desk = makeDesk(parts, moods, tell);
  const makeCall = makeCalls();

  const send = async (environment: Environment, request: HttpRequest): Promise<HttpResult> => {
    const call = makeCall(environment, request);
    const { id, kind } = faults.encounter(`wms.${call.endpoint}`, call.orderId ?? environment.id, {
      ...rates,
      'brown-out': moods.brownOutAt(time.now()),
    });
    if (kind === 'crash-before' || isKiller(moods, call, time.now())) {
      environment.kill();
      return never();
    }
    tell({ kind: 'wms-requested', ...call });
    const treatmentNow = (): Treatment =>
      treatmentOf(engine, moods, {
        ...{ id, kind, endpoint: call.endpoint },
        patienceMillis: request.timeoutMillis,
      });
    const way = (name: string) => between(draw, `wms/${id}/${name}`, 1, wayMillisMax);
    const early = treatmentNow();
    const work = {
      call,
      request,
      environment,
      keyAdmitted: desk.admitKey(call, request),
      millis: between(draw, `wms/${id}/work`, workMillisMin, workMillisMax),
    };
    const result = await exchange(time, environment, request, {
      thereMillis: way('there') + (early.kind === 'late' ? early.millis : 0),
      backMillis: way('back'),
      arrive: () => react(desk, moods.slowMillisAt(time.now()), treatmentNow(), work),
    });
    const isAnswer = result.kind === 'answer';
    const asked = Number(isAnswer ? result.headers['retry-after'] : undefined);
    tell({
      kind: 'wms-heard',
      ...call,
      result: isAnswer ? result.status : result.kind,
      ...(asked > 0 ? { retryAfterSeconds: asked } : {}),
    });
    return result;
  };

  return {
    parts,
    sendFrom: (environment) => async (request) =>
      request.signal?.aborted ? { kind: 'timeout' } : send(environment, request),
  };
};

type Work = {
  readonly call: WmsCall;
  readonly request: HttpRequest;
  readonly environment: Environment;
  readonly keyAdmitted: boolean;
  readonly millis: number;
};

const react = (desk: Desk, slowMillis: number, treatment: Treatment, work: Work): Reaction => {
  const millis = work.millis + slowMillis;
  const serve = () => desk.serve(work.call, work.request, work.keyAdmitted);
  switch (treatment.kind) {
    case 'refuse':
      return { kind: 'broken', code: 'ECONNREFUSED' };
    case 'reset':
      return { kind: 'broken', code: 'ECONNRESET' };
    case 'hang':
      return { kind: 'silence' };
    case 'answer':
      return answered(refusal(treatment.status, treatment.retryAfterSeconds), millis);
    case 'garbage':
      return garbageAfter(millis);
    case 'kill':
      serve();
      work.environment.kill();
      return { kind: 'silence' };
    case 'answer-lost':
      serve();
      return treatment.how === 'hang'
        ? { kind: 'silence' }
        : { kind: 'broken', code: 'ECONNRESET' };
    case 'serve':
    case 'late':
      return answered(serve(), millis);
    case 'slow':
      return answered(serve(), millis + treatment.millis);
  }
};

/** The process dies of this order whenever it is about to be sent. */
const isKiller = (moods: Moods, { orderId }: WmsCall, at: number): boolean =>
  orderId !== null && moods.troubleOf(orderId, at) === 'killer';

/** Puts names on requests: what they are about, without a secret in it. */
const makeCalls = () => {
  const credentials = new Map<string, string>();
  let calls = 0;
  return (environment: Environment, request: HttpRequest): WmsCall => {
    calls += 1;
    const { authorization = '', 'idempotency-key': key = null } = request.headers;
    const credential = credentials.get(authorization) ?? `credentials/${credentials.size + 1}`;
    credentials.set(authorization, credential);
    const orderId = /\/orders\/([^/?]+)$/.exec(request.url)?.[1] ?? null;
    const { version = null, note = null } = (parseJson(request.body) ?? {}) as Body;
    const facts = { call: calls, environment: environment.id, orderId, version, key };
    const endpoint = orderId === null ? 'token' : 'orders';
    return { ...facts, endpoint, mark: markOf(note) ?? null, credentials: credential };
  };
};
type Body = { readonly version?: string; readonly note?: string | null };
