import { expect, it } from 'vitest';
import { type Installed, readInstalled } from './installed.ts';
import { licenceTables, unfitLicences } from './licences.ts';

const part = (licence: string | undefined, ships = false): Installed => ({
  ...{ path: 'node_modules/one', name: 'one', version: '1.0.0', integrity: undefined },
  ...{ licence, ships, within: false, needs: [] },
});

it('everything that is installed has a licence that is fit for its use', () => {
  expect(unfitLicences(readInstalled())).toEqual([]);
});

it.each(['MIT', 'MIT OR GPL-3.0-or-later', '(Apache-2.0 OR GPL-3.0-only)', '(MIT AND ISC)'])(
  '%s may ship',
  (licence) => {
    expect(unfitLicences([part(licence, true)])).toEqual([]);
  },
);

it.each(['MPL-2.0', 'BlueOak-1.0.0', '(MIT AND Zlib)'])(
  '%s may help in development, and not ship',
  (licence) => {
    expect(unfitLicences([part(licence)])).toEqual([]);
    expect(unfitLicences([part(licence, true)])).toEqual([`one 1.0.0: ${licence} (it ships)`]);
  },
);

it.each(['GPL-3.0-only', 'AGPL-3.0', 'UNLICENSED', 'SEE LICENSE IN x', '(MIT AND GPL-3.0-only)'])(
  '%s is fit for nothing',
  (licence) => {
    expect(unfitLicences([part(licence)])).toEqual([`one 1.0.0: ${licence} (for development)`]);
  },
);

it('what is not understood, or is not there, is not taken for fit', () => {
  expect(unfitLicences([part('MIT OR (ISC AND MIT)', true), part(undefined)])).toEqual([
    'one 1.0.0: MIT OR (ISC AND MIT) (it ships)',
    'one 1.0.0: none (for development)',
  ]);
});

it('the table names what may ship, part by part, and counts the rest', () => {
  const installed = readInstalled();
  const [shipping, helping] = licenceTables(installed);
  const counted = helping?.rows.reduce((sum, [, count]) => sum + Number(count), 0) ?? 0;

  expect(shipping?.rows).toContainEqual(['zod', '4.6.7', 'MIT']);
  expect((shipping?.rows.length ?? 0) + counted).toBe(installed.length);
});
