/**
 * Whether every right was used, and names what it is on; and the table of all of them.
 */
import type { Right } from '../../cdk/local/aws/rights.ts';
import type { Table } from '../../cdk/report/table.ts';
import { neededByAws, patternsMeant } from './needed-by-aws.ts';

const lineOf = ({ holder, action, resource, sid }: Right): string =>
  `${holder}: ${action} on ${resource} (${sid})`;

/** Granted, and neither used nor needed by AWS itself. */
export const unusedRights = (rights: readonly Right[]): readonly string[] =>
  rights.filter(({ used, sid }) => used === 0 && !(sid in neededByAws)).map(lineOf);

/** Granted by a pattern that nobody has explained, or for every action of a kind. */
export const unboundRights = (rights: readonly Right[]): readonly string[] =>
  rights
    .filter(
      ({ action, resource, sid }) =>
        /[*?]/.test(action) || (/[*?]/.test(resource) && !(sid in patternsMeant)),
    )
    .map(lineOf);

const byHolder = (one: Right, other: Right): number =>
  one.holder.localeCompare(other.holder) ||
  one.action.localeCompare(other.action) ||
  one.resource.localeCompare(other.resource);

export const rightsTables = (rights: readonly Right[]): readonly Table[] => {
  const sorted = [...rights].sort(byHolder);
  const ours = sorted.filter(({ sid }) => !(sid in neededByAws));
  const theirs = sorted.filter(({ sid }) => sid in neededByAws);
  const pages = [...new Set(theirs.map(({ sid }) => sid))].flatMap((sid) => {
    const needed = neededByAws[sid];
    return needed ? [[sid, needed.why, needed.page]] : [];
  });
  return [
    {
      title: 'granted, and how often it was used in this run',
      head: ['who', 'action', 'resource', 'used'],
      rows: ours.map((one) => [one.holder, one.action, one.resource, `${one.used}`]),
    },
    {
      title: 'granted because AWS itself needs it',
      head: ['who', 'action', 'resource', 'statement'],
      rows: theirs.map((one) => [one.holder, one.action, one.resource, one.sid]),
    },
    { title: 'and why', head: ['statement', 'what for', 'page'], rows: pages },
  ];
};
