/**
 * `bridge secrets rotate wms`: begins a rotation of the WMS's credentials, as the clock does every 90 days, and
 * watches it to its end.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Does } from '../command.ts';
import { refusal } from '../refusal.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { instantJson } from '../time-text.ts';
import { awaitRotation, type RotationEnd, rotationMillisMax } from './await-rotation.ts';
import { confirmProduction } from './confirm.ts';
import { beginRotation, describeToSet, labelsOf } from './secret-calls.ts';
import { wmsSecretOf } from './stage-secrets.ts';

export type RotateWmsOptions = { readonly yes?: true };

export const rotateWms =
  (now: () => number): Does<RotateWmsOptions> =>
  async (stage, { yes }, _operands, person) => {
    const { names } = stage;
    const secret = wmsSecretOf(names);
    if (secret === undefined) throw refusal(`the WMS of ${names.title} asks for no credentials`, 1);
    const { state } = await describeToSet(stage, secret);
    if (state === 'not_set') throw refusal(`nobody has set them: ${secret.command}`, 1);
    const what = 'changes what orders are sent to the WMS with';
    await confirmProduction(names, person, what, yes === true);
    const at = now();
    const version = await beginRotation(stage, secret);
    const end = await awaitRotation({
      ...{ labels: () => labelsOf(stage, secret, version), now, left: person.left },
      pause: (millis) => delay(millis, undefined, { signal: person.left }).catch(() => undefined),
      tell: (seconds) =>
        person.progress({
          ...{ done: seconds * 1_000, of: rotationMillisMax },
          text: `${seconds} s: a new key is made, tried and put into use`,
        }),
    });
    return rotatedAnswer({ names, at, version, end });
  };

export type RotatedWms = {
  readonly names: Pick<StageNames, 'stage' | 'title' | 'flag'>;
  /** When it began, epoch milliseconds. */
  readonly at: number;
  readonly version: string;
  readonly end: RotationEnd;
};

const ends: Readonly<Record<RotationEnd, string>> = {
  'in-use': 'are new',
  'given-up': 'are the old ones: the rotation was given up',
  'under-way': 'are the old ones: the rotation is not at its end',
};

const lookAt: Row = [
  'why',
  'the log of rotate-wms-key says at which step and what the WMS answered;',
  'orders go on with the old credentials. Begin once more when it is mended',
];

export const rotatedAnswer = ({ names, at, version, end }: RotatedWms): Answer => {
  const { stage, title, flag } = names;
  const audit = {
    ...{ at: instantJson(at), command: 'secrets rotate wms', stage, version, how: end },
  };
  const line = `${audit.at} ${audit.command} stage=${stage} version=${version} how=${end}`;
  const rows: readonly Row[] = [
    ...(end === 'in-use'
      ? [
          ['the old', 'stay good until the next rotation; two in a row end them now'] as const,
          ['check', `npm run bridge -- smoke${flag}`] as const,
        ]
      : [lookAt]),
    ['audit', line],
  ];
  return {
    text: `The WMS's credentials of ${title} ${ends[end]}.\n\n${layRows(rows)}`,
    json: { audit },
    ...(end === 'in-use' ? {} : { exitCode: 1 as const }),
  };
};
