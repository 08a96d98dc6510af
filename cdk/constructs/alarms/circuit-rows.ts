/**
 * Alarms on the circuit: the WMS is away, asks everybody to wait, or refuses our credentials.
 */
import { Duration } from 'aws-cdk-lib';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow, Watched } from './alarm-row.ts';
import type { WatchedParts } from './watched-parts.ts';

const secondsOfMinute = 60;

const gauge = {
  missing: 'changes nothing',
  because: 'without watch-bridge nobody knows; its silence pages by itself',
} as const satisfies Pick<Watched, 'missing' | 'because'>;

export const circuitRows = (parts: WatchedParts): AlarmRow[] => [
  openedRow(parts),
  ...outageRows(parts),
  ...recentRows(parts),
  ...credentialRows(parts),
  ...rotationRows(parts),
];

const openedRow = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow => ({
  key: 'circuit-opened',
  goesTo: 'ticket',
  meaning: 'The circuit opened: three orders in a row failed at the WMS, so it is only probed.',
  notices: 'Orders wait on the queue, and go as soon as the WMS is back.',
  seen: {
    metric: measure('deliver-order', names.circuitOpened, { statistic: 'Sum' }),
    is: 'above',
    threshold: 0,
    // Openings that follow each other are one ticket; it also explains what an outage left behind.
    of: alarms.circuitRecentMinutes,
    times: 1,
    missing: 'is well',
    because: 'it is counted only when it happens',
  },
});

const outageRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'circuit-open',
    goesTo: 'page',
    meaning: `The circuit has been open for more than ${alarms.circuitOpenMinutes} minutes: the WMS is away.`,
    notices: 'No order reaches the warehouse; none is lost or parked for it, for twelve days.',
    seen: {
      metric: measure('watch-bridge', names.circuitOpenAge, { statistic: 'Maximum' }),
      is: 'above',
      threshold: alarms.circuitOpenMinutes * secondsOfMinute,
      ...gauge,
    },
  },
  {
    key: 'throttled-only',
    goesTo: 'page',
    meaning: `The WMS has answered nothing but 429 for more than ${alarms.throttledMinutes} minutes.`,
    notices: 'No order reaches the warehouse; all wait.',
    seen: {
      metric: measure('watch-bridge', names.throttledOnlyAge, { statistic: 'Maximum' }),
      is: 'above',
      threshold: alarms.throttledMinutes * secondsOfMinute,
      ...gauge,
    },
    explainedBy: { 'circuit-open': 'the WMS is away already, and says so in another way now' },
  },
];

/** What was so a moment ago, or still is: it explains what it left behind. */
const recentRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'circuit-recent',
    goesTo: 'nobody',
    meaning: `The circuit was open or held within the last ${alarms.circuitRecentMinutes} minutes.`,
    notices: 'Orders were late then.',
    seen: {
      metric: measure('watch-bridge', names.circuitState, { statistic: 'Maximum' }),
      is: 'at least',
      threshold: 1,
      of: alarms.circuitRecentMinutes,
      times: 1,
      ...gauge,
    },
  },
  {
    key: 'throttled-recent',
    goesTo: 'nobody',
    meaning: `Nothing but 429 for long, within the last ${alarms.circuitRecentMinutes} minutes.`,
    notices: 'Orders were late then.',
    seen: {
      metric: measure('watch-bridge', names.throttledOnlyAge, { statistic: 'Maximum' }),
      is: 'above',
      threshold: alarms.throttledMinutes * secondsOfMinute,
      of: alarms.circuitRecentMinutes,
      times: 1,
      ...gauge,
    },
  },
];

const credentialRows = ({ settings: { alarms, wms }, measure }: WatchedParts): AlarmRow[] =>
  wms.auth.kind === 'none'
    ? []
    : [
        {
          key: 'credentials-held',
          goesTo: 'page',
          meaning:
            'The WMS refuses our credentials, renewed ones too. Everything is held until the secret has changed; the same credentials are not tried again.',
          notices: 'No order reaches the warehouse; all wait on the queue.',
          seen: {
            metric: measure('watch-bridge', names.credentialsHeld, { statistic: 'Maximum' }),
            is: 'above',
            threshold: 0,
            ...gauge,
          },
        },
        {
          key: 'wms-secret-old',
          goesTo: 'ticket',
          meaning: `The WMS's credentials were set more than ${alarms.wmsSecretDaysMax} days ago and should be changed.`,
          notices: 'Nothing yet.',
          seen: {
            metric: measure('watch-bridge', names.wmsSecretDays, { statistic: 'Maximum' }),
            is: 'above',
            threshold: alarms.wmsSecretDaysMax,
            ...gauge,
          },
        },
      ];

/** Secrets Manager tries again by itself; that it does not come through has days to be mended. */
const rotationRows = ({ rotateWmsKey }: WatchedParts): AlarmRow[] =>
  rotateWmsKey === undefined
    ? []
    : [
        {
          key: 'wms-rotation-failed',
          goesTo: 'ticket',
          meaning:
            "A rotation of the WMS's credentials failed at one of its steps. The old ones are in use as before.",
          notices: 'Nothing.',
          seen: {
            metric: rotateWmsKey.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
            is: 'above',
            threshold: 0,
            // Tries that follow each other are one ticket.
            of: 3,
            times: 1,
            missing: 'is well',
            because: 'what is not rotated does not fail; credentials that grow old are told apart',
          },
        },
      ];
