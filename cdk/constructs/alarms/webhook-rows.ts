/**
 * Alarms on the door: Shopify drops a subscription whose webhooks fail, and is silent about it.
 */
import { Duration } from 'aws-cdk-lib';
import { stepMinutes } from '../../../lib/config/alarm-policy.ts';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow } from './alarm-row.ts';
import { sumOf } from './measures.ts';
import { afterDeploy } from './pager-rows.ts';
import type { WatchedParts } from './watched-parts.ts';

const period = Duration.minutes(1);
const millisOfSecond = 1_000;
/** What happened within a quarter of an hour belongs together. */
const together = { of: 3, times: 1 } as const;

export const webhookRows = (parts: WatchedParts): AlarmRow[] => [
  ...failureRows(parts),
  ...signatureRows(parts),
  ...lockedOutRows(parts),
  ...silenceRows(parts),
];

const failureRows = ({ settings, measure, acceptWebhook, api }: WatchedParts): AlarmRow[] => {
  const { failingMinutes: times, failingOfMinutes: of, slowWebhookMillis } = settings.alarms;
  const often = `in ${times} of ${of} minutes`;
  const seen = { of, times, missing: 'is well', because: 'no webhook is no failed one' } as const;
  return [
    {
      key: 'webhooks-failing',
      goesTo: 'page',
      meaning: `Webhooks were answered 5xx (by accept-webhook or by API Gateway itself), or accept-webhook was throttled, ${often}.`,
      notices: 'Shopify sends again for four hours, and then removes the subscription.',
      seen: {
        ...seen,
        metric: sumOf([
          api.metricServerError({ period, statistic: 'Sum' }),
          measure('accept-webhook', names.webhooksUnanswered, { statistic: 'Sum' }),
          acceptWebhook.metricThrottles({ period, statistic: 'Sum' }),
        ]),
        is: 'above',
        threshold: 0,
      },
    },
    {
      key: 'webhooks-slow',
      goesTo: 'page',
      meaning: `accept-webhook took ${slowWebhookMillis} ms or more ${often}; Shopify gives up after 5 s.`,
      notices: 'What Shopify gave up on counts as failed: it sends again, then drops us.',
      seen: {
        ...seen,
        metric: acceptWebhook.metricDuration({ period, statistic: 'Maximum' }),
        is: 'at least',
        // Lambda ends it at its timeout, and tells no longer duration.
        threshold: Math.min(
          slowWebhookMillis,
          settings.accept.functionTimeoutSeconds * millisOfSecond,
        ),
      },
      explainedBy: { 'webhooks-failing': 'what is ended at its timeout is answered 5xx' },
    },
  ];
};

const signatureRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'signatures-rejected',
    goesTo: 'ticket',
    meaning: `${alarms.rejectedSignatures} or more webhooks within five minutes had a signature that none of our secrets made. Anybody can send such.`,
    notices: 'Nothing, unless it is Shopify that we turn away.',
    seen: {
      metric: measure('accept-webhook', names.webhooksRejected, { statistic: 'Sum', minutes: 5 }),
      is: 'at least',
      threshold: alarms.rejectedSignatures,
      ...together,
      missing: 'is well',
      because: 'what is not rejected is not counted',
    },
  },
  {
    key: 'shopify-secret-old',
    goesTo: 'ticket',
    meaning:
      'Shopify still signs with an older secret than the newest that is listed, and the date set for its end has passed, or none is set. Revoke it in Shopify, then retire it here.',
    notices: 'Nothing; but whoever has the old secret can send orders.',
    seen: {
      metric: measure('accept-webhook', names.oldSecretMatched, { statistic: 'Sum', minutes: 60 }),
      is: 'above',
      threshold: 0,
      missing: 'is well',
      because: 'what is signed with the newest is not counted',
    },
  },
];

const lockedOutRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'none-accepted',
    goesTo: 'nobody',
    meaning: `For ${alarms.unheardMinutes} minutes no webhook had a signature of ours.`,
    notices: 'Nothing, where nobody orders.',
    seen: {
      metric: measure('accept-webhook', names.secretMatched, { statistic: 'Sum' }),
      is: 'below',
      threshold: 1,
      of: alarms.unheardMinutes,
      missing: 'is bad',
      because: 'it is counted for each accepted webhook, and for nothing else',
    },
  },
  {
    key: 'webhooks-locked-out',
    goesTo: 'page',
    meaning:
      'Webhooks are rejected, none is accepted, and an order was missed: the secret is probably wrong, and we turn Shopify away.',
    notices: 'Orders come by polling only, minutes late; Shopify removes the subscription soon.',
    seen: { allOf: ['signatures-rejected', 'none-accepted', 'orders-missed'] },
  },
];

const silenceRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] =>
  alarms.silenceMinutes === undefined
    ? []
    : [
        {
          key: 'silence',
          goesTo: 'page',
          meaning: `For ${alarms.silenceMinutes} minutes no order came, neither by webhook nor by polling.`,
          notices: 'Perhaps the shop sells nothing; perhaps no order reaches the warehouse.',
          seen: {
            metric: sumOf(
              [
                measure('accept-webhook', names.ordersEnqueued, {
                  statistic: 'Sum',
                  minutes: stepMinutes,
                }),
                measure('reconcile-orders', names.ordersMissed, {
                  statistic: 'Sum',
                  minutes: stepMinutes,
                }),
              ],
              stepMinutes,
            ),
            is: 'below',
            threshold: 1,
            of: alarms.silenceMinutes / stepMinutes,
            missing: 'is bad',
            because: 'where no order comes, none is counted',
          },
          explainedBy: { 'webhooks-failing': 'what is answered 5xx is not taken' },
          onlyWhile: afterDeploy,
        },
      ];
