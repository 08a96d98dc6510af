/**
 * Which licences are fit for what: what ships must ask for no more than its notice; what is used for
 * development alone may ask for its own changes to be shown.
 */
import type { Table } from '../../cdk/report/table.ts';
import type { Installed } from './installed.ts';

const mayShip: ReadonlySet<string> = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'],
]);
const mayHelp: ReadonlySet<string> = new Set([
  ...mayShip,
  ...['BlueOak-1.0.0', 'MPL-2.0', 'Unlicense', 'Zlib'],
]);

/** One licence, or several that are joined all by OR or all by AND; anything else is not understood. */
const isFit = (expression: string, fit: ReadonlySet<string>): boolean => {
  const inner = expression.replace(/^\(([^()]*)\)$/, '$1');
  if (fit.has(inner)) return true;
  const [either, both] = [inner.split(' OR '), inner.split(' AND ')];
  if (either.length > 1 && both.length > 1) return false;
  if (either.length > 1) return either.some((one) => fit.has(one));
  return both.length > 1 && both.every((one) => fit.has(one));
};

/** One line for each part whose licence does not fit its use, or that has none. */
export const unfitLicences = (installed: readonly Installed[]): readonly string[] =>
  installed
    .filter(({ licence, ships }) => !isFit(licence ?? '', ships ? mayShip : mayHelp))
    .map(({ name, version, licence = 'none', ships }) => {
      const use = ships ? 'it ships' : 'for development';
      return `${name} ${version}: ${licence} (${use})`;
    });

export const licenceTables = (installed: readonly Installed[]): readonly Table[] => {
  const shipping = installed.filter(({ ships }) => ships);
  const helping = installed.filter(({ ships }) => !ships);
  const counted = new Map<string, number>();
  for (const { licence = 'none' } of helping) counted.set(licence, (counted.get(licence) ?? 0) + 1);
  return [
    {
      title: 'may ship in a function',
      head: ['package', 'version', 'licence'],
      rows: shipping.map(({ name, version, licence = 'none' }) => [name, version, licence]),
    },
    {
      title: 'for development alone',
      head: ['licence', 'packages'],
      rows: [...counted].sort().map(([licence, count]) => [licence, `${count}`]),
    },
  ];
};
