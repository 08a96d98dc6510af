/**
 * Webhook → order message on the queue. Ends accepted, seen before, ignored or parked (200), turned
 * away (401), or asked for again (503).
 */
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import type { Report } from '../../lib/order/stage-report.ts';
import type { AcceptOutcome, WebhookRequest } from '../../lib/webhook/accept-webhook.ts';
import { reportsOf, statusOf } from '../../lib/webhook/webhook-report.ts';

export type Dependencies = {
  /** The signal says that there is no time left to answer. */
  readonly accept: (request: WebhookRequest, signal?: AbortSignal) => Promise<AcceptOutcome>;
  readonly report: Report;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

export const makeHandler =
  ({ accept, report, now }: Dependencies) =>
  async (
    event: APIGatewayProxyEventV2,
    context: Context,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAt = now();
    // The signature is over the bytes as Shopify sent them.
    const rawBody = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    const outcome = await accept({ rawBody, headers: event.headers }, signal);
    for (const one of reportsOf(outcome, context.awsRequestId, now() - startedAt)) report(one);
    return { statusCode: statusOf(outcome) };
  };
