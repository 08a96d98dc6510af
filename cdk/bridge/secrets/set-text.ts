/**
 * What setting a secret has done, how long it takes to count, and one line for the record. No values.
 */
import { freshMillisMin, keptMillis } from '../../../lib/adapters/secrets.ts';
import type { Answer } from '../command.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { instantJson, spanText } from '../time-text.ts';
import type { DescribedSecret, SecretState } from './described-secret.ts';
import { shortVersion } from './list-text.ts';
import type { StageSecret } from './stage-secrets.ts';

/** A new value is met: at latest when the functions read again. An old one is forgotten only then. */
const soon = spanText(freshMillisMin);
const everywhere = spanText(keptMillis);

export type SetSecret = {
  readonly names: StageNames;
  readonly now: number;
  readonly secret: StageSecret;
  readonly before: DescribedSecret;
  readonly version: string;
  readonly how: 'set' | 'added' | 'replaced' | 'retired';
  /** Of a shop: how many it has now. */
  readonly values?: number;
  readonly notes: readonly Row[];
};

export const setAnswer = (set: SetSecret): Answer => {
  const { names, now, secret, before, version, how, values } = set;
  const audit = {
    at: instantJson(now),
    command: `secrets ${how === 'retired' ? 'retire' : 'set'} ${secret.kind}`,
    stage: names.stage,
    secret: secret.title,
    how,
    before: before.state,
    version,
  };
  const line = `${audit.at} ${audit.command} stage=${names.stage} secret=${JSON.stringify(secret.title)} how=${how} before=${before.state} version=${version}`;
  const rows: Row[] = [
    ['version', `${shortVersion(version)}${values === undefined ? '' : `, ${countText(values)}`}`],
    ...set.notes,
    ['audit', line],
  ];
  return {
    text: `${doneText(set)}\n\n${layRows(rows)}`,
    json: {
      audit,
      ...(values === undefined ? {} : { values }),
      // No function reads the pager's: it counts from a deploy on.
      ...(secret.kind === 'pager' ? {} : { usedAfterSecondsMax: keptMillis / 1_000 }),
    },
  };
};

const doneText = ({ how, secret: { title }, names }: SetSecret): string =>
  how === 'retired'
    ? `The oldest secret of ${title} of ${names.title} is out of its list.`
    : `The secret of ${title} of ${names.title} is set.`;

const countText = (values: number): string => (values === 1 ? 'one value' : `${values} values`);

/** Shopify sends again, for four hours, what was turned away meanwhile. */
export const shopNotes = (
  how: SetSecret['how'],
  before: SecretState,
  flag: string,
): readonly Row[] => {
  const next: Row = ['check', `npm run bridge -- smoke${flag}`];
  switch (how) {
    case 'added':
      return [
        ['used', `webhooks signed with it are taken within ${soon}; the others are as before`],
        [
          'then',
          `after ${everywhere} revoke the old one in Shopify; secrets list${flag} tells which signs;`,
          `once the old one does not any more: npm run bridge -- secrets retire shop${flag}`,
        ],
      ];
    case 'retired':
      return [
        ['the old', `is turned away after ${everywhere} at most, whoever signs with it`],
        next,
      ];
    case 'replaced':
      return before === 'set'
        ? [
            ['used', `webhooks signed with it are taken within ${soon}`],
            ['the old', `is turned away after ${everywhere} at most, whoever signs with it`],
          ]
        : [['used', `webhooks are taken within ${soon}`]];
    case 'set':
      return [
        ['used', `webhooks are taken within ${soon}; Shopify sends again what was not`],
        next,
      ];
  }
};

export const wmsNotes = ({ flag }: StageNames): readonly Row[] => [
  [
    'used',
    `within ${everywhere}; at once where the WMS refuses the old one, which a token granted before`,
    'may put off until it expires',
  ],
  [
    'a hold',
    'for refused credentials ends at its next look at the secret, which is told by',
    `npm run bridge -- circuit show${flag}`,
  ],
];

export const adminNotes = ({ flag }: StageNames): readonly Row[] => [
  ['used', `within ${everywhere}, by the next run`],
  ['check', `npm run bridge -- webhooks check${flag}`],
];

export const pagerNotes = ({ flag }: StageNames): readonly Row[] => [
  [
    'used',
    'by the next deploy with alarms.pagerDuty true, which subscribes this address; where one is subscribed',
    'already, deploy once with alarms.pagerDuty false and once with true',
  ],
  ['check', `npm run bridge -- page test${flag}, after the deploy`],
];
