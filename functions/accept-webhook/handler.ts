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
  /** Ends within so many milliseconds. */
  readonly accept: (request: WebhookRequest, millis: number) => Promise<AcceptOutcome>;
  readonly report: Report;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

/** Shopify hangs up after 5 s; this long before the function's own end it is asked to send again. */
const answerReserveMillis = 300;

export const makeHandler =
  ({ accept, report, now }: Dependencies) =>
  async (
    event: APIGatewayProxyEventV2,
    context: Context,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAt = now();
    // The signature is over the bytes as Shopify sent them.
    const rawBody = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    const millisLeft = context.getRemainingTimeInMillis() - answerReserveMillis;
    const outcome = await accept({ rawBody, headers: event.headers }, millisLeft);
    for (const one of reportsOf(outcome, context.awsRequestId, now() - startedAt)) report(one);
    return { statusCode: statusOf(outcome) };
  };
