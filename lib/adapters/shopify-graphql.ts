/**
 * Asks one shop's Admin API with a document: at most as fast as its bucket allows, bounded in every part.
 *
 * Not by @shopify/admin-api-client 2.0.0. It is small (9 kB minified, half a millisecond to import) and
 * shows throttling, but of it we would use two headers and a JSON.parse: it knows no costs, reads any length of answer, tells a
 * timeout from a refused connection by the text of a message only, and makes every address https, so
 * that no Admin API on this machine can be asked.
 */
import { type Bucket, bucketOf, reserve } from '../reconciliation/admin/bucket.ts';
import type { AdminDocument, Ask, Variables } from '../reconciliation/admin/document.ts';
import { type Understood, understand } from '../reconciliation/admin/graph-answer.ts';
import { type AdminTrouble, type Answered, adminApiVersion } from '../reconciliation/admin-api.ts';
import type { SendHttp } from './http-request.ts';
import type { ShopifyToken } from './shopify-token.ts';

export type GraphqlDependencies = {
  /** `https://{shop}/admin` */
  readonly adminUrl: string;
  readonly token: ShopifyToken;
  readonly request: SendHttp;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
  readonly userAgent: string;
  /** When all asking must be over, in epoch milliseconds. @default - never */
  readonly until?: (() => number) | undefined;
};

const timeoutMillis = 15_000;
const connectTimeoutMillis = 2_000;
/** The largest answer asked for, 250 lines, has some 100 kB. */
const answerBytesMax = 4 * 1024 * 1024;
/** Of one document, all its waiting together; what needs more is left to the next run. */
const waitMillisMax = 20_000;
const triesMax = 4;
/** Between tries of a query that Shopify could not answer. */
const unavailableMillis = 500;
/** So much must be left, or a request is not begun. */
const requestMillisMin = 1_000;

export const makeAsk = (dependencies: GraphqlDependencies): Ask => {
  const post = makePost(dependencies);
  const pace = makePace(dependencies.now);

  return async (document, variables = {}) => {
    const waiting = makeWaiting(dependencies);
    for (let tries = 1; ; tries += 1) {
      const wait = pace.reserve(document, waiting.left());
      if (wait > waiting.left()) return notInTime(wait);
      await waiting.pass(wait);
      const { answer, cost } = await post(document, variables);
      pace.learn(document, cost);
      const pause = pauseAfter(document, answer, tries);
      if (pause === undefined || pause > waiting.left()) return answer;
      await waiting.pass(pause);
    }
  };
};

const notInTime = (wait: number): AdminTrouble =>
  wait > 0
    ? { kind: 'throttled', seconds: Math.ceil(wait / 1_000) }
    : { kind: 'unavailable', cause: 'out_of_time' };

/** What one document may wait for, all together: a request must fit behind it. */
const makeWaiting = ({ now, sleep, until = never }: GraphqlDependencies) => {
  let left = waitMillisMax;
  return {
    left: () => Math.min(left, until() - requestMillisMin - now()),
    pass: async (millis: number): Promise<void> => {
      left -= millis;
      if (millis > 0) await sleep(millis);
    },
  };
};

const never = () => Number.POSITIVE_INFINITY;

/** How long to wait before it is asked once more; undefined where that is of no use, or no good. */
const pauseAfter = (
  { kind }: AdminDocument<unknown>,
  answer: Answered<unknown>,
  tries: number,
): number | undefined => {
  if (tries >= triesMax) return undefined;
  // Nothing was done of what was throttled, so a mutation may be sent again, too.
  if (answer.kind === 'throttled') return answer.seconds * 1_000;
  return answer.kind === 'unavailable' && kind === 'query' ? unavailableMillis * tries : undefined;
};

/** What is known of the bucket, and of what each document asks for: usually less than its formula says. */
const makePace = (now: () => number) => {
  let bucket: Bucket | undefined;
  const requested = new Map<string, number>();
  const costOf = ({ name, cost }: AdminDocument<unknown>) => requested.get(name) ?? cost;
  return {
    /** How long to wait for it; nothing is reserved for whom that is too long. */
    reserve: (document: AdminDocument<unknown>, millisMax: number): number => {
      if (bucket === undefined) return 0;
      const reserved = reserve(bucket, costOf(document), now());
      if (reserved.millis <= millisMax) bucket = reserved.bucket;
      return reserved.millis;
    },
    learn: (document: AdminDocument<unknown>, cost: Understood<unknown>['cost']): void => {
      if (cost === undefined) return;
      bucket = bucketOf(cost, now());
      requested.set(document.name, cost.requestedQueryCost);
    },
  };
};

/** Sends with the shop's token; with a new one, once, where it is refused. */
const makePost = (dependencies: GraphqlDependencies) => {
  const tokens = dependencies.token;
  return async <Data>(
    document: AdminDocument<Data>,
    variables: Variables,
  ): Promise<Understood<Data>> => {
    const first = await tokens.token();
    if (first.kind !== 'token') return { answer: first };
    const understood = await send(dependencies, document, variables, first.value);
    if (understood.answer.kind === 'denied') tokens.discard(first.value);
    if (!understood.unauthorized) return understood;
    const second = await tokens.renewed(first.value);
    if (second.kind !== 'token') return { answer: second };
    // The same token again would be refused again.
    return second.value === first.value
      ? understood
      : send(dependencies, document, variables, second.value);
  };
};

const send = async <Data>(
  { adminUrl, request, now, userAgent, until = never }: GraphqlDependencies,
  document: AdminDocument<Data>,
  variables: Variables,
  token: string,
): Promise<Understood<Data>> => {
  const result = await request({
    method: 'POST',
    url: `${adminUrl}/api/${adminApiVersion}/graphql.json`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': userAgent,
      'x-shopify-access-token': token,
    },
    body: JSON.stringify({ query: document.text, variables }),
    timeoutMillis: Math.max(1, Math.min(timeoutMillis, until() - now())),
    connectTimeoutMillis,
    answerBytesMax,
  });
  return result.kind === 'answer'
    ? understand(document, result, now())
    : { answer: { kind: 'unavailable', cause: result.kind } };
};
