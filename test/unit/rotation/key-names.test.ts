/** What our keys at the WMS are called, and which of them are known as ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKeyNames } from '../../../lib/rotation/key-names.ts';

const arnOf = (stage: string) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:bridge-${stage}-wms-AbCdEf`;
const names = makeKeyNames(arnOf('production'));
const id = fc.string({ minLength: 32, maxLength: 64 });

describe('the name of a key', () => {
  it('is the same for the same two versions, whoever asks', () => {
    const again = makeKeyNames(arnOf('production'));

    expect(names.nameOf('to come', 'in use')).toBe(
      'bridge-3ec51733ff7cbdd0-227c7024de86036c64c6c17ec05d3f03',
    );
    expect(again.nameOf('to come', 'in use')).toBe(names.nameOf('to come', 'in use'));
  });

  it('is one that the contract takes, and known as ours and that version’s', () => {
    fc.assert(
      fc.property(id, id, (version, base) => {
        const name = names.nameOf(version, base);

        expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect([names.isOurs(name), names.isOf(version, name)]).toEqual([true, true]);
      }),
    );
  });

  it('is another one for each version, and for each that it is made with', () => {
    const other = names.nameOf('another', 'in use');

    expect(other).not.toBe(names.nameOf('to come', 'in use'));
    expect(names.isOf('to come', other)).toBe(false);
    expect(names.nameOf('to come', 'set meanwhile')).not.toBe(names.nameOf('to come', 'in use'));
  });

  it.each([
    ['of another stage’s secret', makeKeyNames(arnOf('staging')).nameOf('to come', 'in use')],
    ['of a person who likes our word', 'bridge-by-hand'],
    ['that begins like ours', `${names.nameOf('to come', 'in use')}0`],
    ['that ends like ours', `x${names.nameOf('to come', 'in use')}`],
    ['of the WMS’s own', 'initial-1'],
  ])('%s is not ours', (_, name) => {
    expect([names.isOurs(name), names.isOf('to come', name)]).toEqual([false, false]);
  });
});
