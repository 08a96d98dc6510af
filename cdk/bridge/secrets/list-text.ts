/**
 * The secrets of a stage for people and for programs: what is known of them without reading one.
 */

import type { Part } from '../part.ts';
import type { StageNames } from '../stage-names.ts';
import { type Column, layTable } from '../table-text.ts';
import { instantJson, momentText } from '../time-text.ts';
import type { DescribedSecret, SecretState } from './described-secret.ts';
import { type SecretUse, useText } from './secret-use.ts';
import type { StageSecret } from './stage-secrets.ts';

/** `use`: of a shop's. */
export type ListedSecret = StageSecret &
  DescribedSecret & { readonly use?: Part<readonly SecretUse[]> };
export type SeenSecrets = {
  readonly names: StageNames;
  readonly now: number;
  readonly secrets: readonly ListedSecret[];
};

const shortCharacters = 8;

/** Enough of a version's id to tell it from the others. */
export const shortVersion = (version: string): string => version.slice(0, shortCharacters);

const stateTexts: Readonly<Record<SecretState, string>> = {
  set: 'set',
  not_set: 'not set',
  deleted: 'deleted',
  missing: 'missing',
};

const columnsAt = (now: number): readonly Column<ListedSecret>[] => [
  { title: 'secret of', text: ({ title }) => title },
  { title: 'state', text: ({ state }) => stateTexts[state] },
  { title: 'version', text: ({ version }) => shortVersion(version ?? '-') },
  {
    title: 'last changed',
    text: ({ changedAt }) => (changedAt === undefined ? '-' : momentText(changedAt, now)),
  },
  { title: 'in use, last 4 h', text: ({ use }) => usedText(use, now) },
];

const usedText = (use: ListedSecret['use'], now: number): string => {
  if (use?.kind === 'unreadable') return 'not known';
  return use === undefined || use.value.length === 0 ? '-' : useText(use.value, now);
};

export const listText = ({ names, now, secrets }: SeenSecrets): string =>
  [
    `The secrets of ${names.title}. None was read, so it is not told how many values a shop has.`,
    layTable(columnsAt(now), secrets),
    ...secrets.flatMap(({ title, use }) =>
      use?.kind === 'unreadable' ? [`  ${title}: which is in use is not known: ${use.why}`] : [],
    ),
    ...(secrets.every(({ state }) => state === 'set') ? [] : [remedies(secrets)]),
  ].join('\n\n');

const remedies = (secrets: readonly ListedSecret[]): string =>
  secrets
    .filter(({ state }) => state !== 'set')
    .map((secret) => `  ${secret.title}: ${remedyOf(secret)}`)
    .join('\n');

const remedyOf = ({ kind, state, command, arn }: ListedSecret): string => {
  switch (state) {
    case 'deleted':
      return `restore it: aws secretsmanager restore-secret --secret-id ${arn}`;
    case 'missing':
      return `there is no secret ${arn}: deploy the stage again`;
    default:
      return kind === 'pager' ? `${command} (only before alarms.pagerDuty is true)` : command;
  }
};

export const listJson = ({ names, now, secrets }: SeenSecrets): object => ({
  stage: names.stage,
  at: instantJson(now),
  secrets: secrets.map(({ title, arn, state, version, changedAt, use }) => ({
    ...{ secret: title, arn, state },
    ...(version === undefined ? {} : { version }),
    ...(changedAt === undefined ? {} : { changedAt: instantJson(changedAt) }),
    ...(use === undefined ? {} : { signedWith: useJson(use) }),
  })),
});

const useJson = (use: Part<readonly SecretUse[]>): object =>
  use.kind === 'unreadable'
    ? { notReadable: use.why }
    : use.value.map(({ position, lastAt }) => ({ position, lastAt: instantJson(lastAt) }));
