/**
 * Everything around accept-webhook in memory: secrets, records, queue and dead letters, each of which
 * can fail before or after its work, and what was told of each request.
 */
import { makeHandler } from '../../functions/accept-webhook/handler.ts';
import { makeReadShopSecrets } from '../../lib/adapters/secrets.ts';
import type { StageReport } from '../../lib/order/stage-report.ts';
import type { PrivacyRequest } from '../../lib/privacy/privacy-request.ts';
import { type AcceptPorts, makeAcceptWebhook } from '../../lib/webhook/accept-webhook.ts';
import { apiGatewayEvent, lambdaContext } from '../builders/api-gateway-event.ts';
import { demoSecret, demoShop, type SignedRequest } from '../builders/shopify-order.ts';
import { makeFakeDeadLetters } from './dead-letters.ts';
import { makeFakeOrderQueue } from './order-queue.ts';
import { makeFakeOrderRecords } from './order-records.ts';

export type Port =
  | 'readSecrets'
  | 'readRecord'
  | 'enqueue'
  | 'markAccepted'
  | 'park'
  | 'notePrivacy';
type Failure = { readonly port: Port; readonly error: unknown; readonly after: boolean };

export const secretText = (...secrets: readonly string[]): string => JSON.stringify({ secrets });

/** @param shops - the text of each shop's secret; an Error where it cannot be read. */
export const makeWebhookWorld = (
  shops: Readonly<Record<string, string | Error>> = { [demoShop]: secretText(demoSecret) },
) => {
  let time = Date.parse('2026-11-22T10:00:02.000Z');
  const now = () => time;
  const records = makeFakeOrderRecords();
  const queue = makeFakeOrderQueue({ now });
  const letters = makeFakeDeadLetters({ now });
  const noted: PrivacyRequest[] = [];
  const calls: Port[] = [];
  const reports: StageReport[] = [];
  let failure: Failure | undefined;
  const delays = new Map<Port, number>();

  /** Any port, with its call written down and its failure played. */
  const watched =
    <Args extends readonly unknown[], Result>(
      port: Port,
      work: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> => {
      calls.push(port);
      time += delays.get(port) ?? 0;
      const mine = failure?.port === port ? failure : undefined;
      if (mine && !mine.after) throw mine.error;
      const result = await work(...args);
      if (mine) throw mine.error;
      return result;
    };
  const readSecrets = makeReadShopSecrets(
    Object.entries(shops).map(([domain, text]) => ({
      domain,
      readText: async () => {
        if (text instanceof Error) throw text;
        return { text };
      },
    })),
  );
  const ports: AcceptPorts = {
    readSecrets: watched('readSecrets', readSecrets),
    readRecord: watched('readRecord', records.readRecord),
    enqueue: watched('enqueue', queue.enqueue),
    markAccepted: watched('markAccepted', records.markAccepted),
    park: watched('park', letters.park),
    notePrivacy: watched('notePrivacy', async (request) => {
      if (!noted.some(({ id }) => id === request.id)) noted.push(request);
    }),
    now,
    randomHex: (bytes) => 'ab'.repeat(bytes),
  };
  const handler = makeHandler({
    accept: makeAcceptWebhook(ports),
    report: (report) => reports.push(report),
    now,
  });

  return {
    /** The status that a request is answered with. */
    post: async (request: SignedRequest): Promise<number | undefined> => {
      const answer = await handler(apiGatewayEvent(request), lambdaContext());
      return answer.statusCode;
    },
    handler,
    records,
    letters,
    /** What compliance webhooks asked for. */
    noted,
    /** The ports that were called since the last look, in order. */
    takeCalls: (): readonly Port[] => calls.splice(0),
    /** What was told since the last look. */
    takeReports: (): readonly StageReport[] => reports.splice(0),
    messages: queue.bodies,
    fail: (port: Port, error: unknown, when: 'before' | 'after' = 'before'): void => {
      failure = { port, error, after: when === 'after' };
    },
    heal: (): void => {
      failure = undefined;
    },
    /** The port takes so long from now on. */
    slow: (port: Port, millis: number): void => {
      delays.set(port, millis);
    },
    pass: (millis: number): void => {
      time += millis;
    },
  };
};
