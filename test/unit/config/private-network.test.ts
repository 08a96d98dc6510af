import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

const right = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-01234567'],
  securityGroupIds: ['sg-0123456789abcdef0'],
};
const faultsOf = (network: unknown, more: object = {}): readonly string[] => {
  const parsed = parseStage({
    shops: [{ domain: 'demo.myshopify.com' }],
    wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'mutualTls' } },
    network,
    ...more,
  });
  return parsed.kind === 'invalid' ? parsed.faults : [];
};

describe('a private network', () => {
  it('is told by ids', () => {
    expect(faultsOf(right)).toEqual([]);
    expect(faultsOf({ ...right, vpcId: 'vpc-01234567' })).toEqual([]);
  });

  it.each([
    [{ ...right, vpcId: 'my-vpc' }, 'network.vpcId: must be an id such as vpc-0123456789abcdef0'],
    [
      { ...right, subnetIds: ['subnet-01234567', '10.0.0.0/24'] },
      'network.subnetIds.1: must be an id such as subnet-0123456789abcdef0',
    ],
    [
      { ...right, securityGroupIds: ['SG-01234567'] },
      'network.securityGroupIds.0: must be an id such as sg-0123456789abcdef0',
    ],
    [
      { ...right, subnetIds: ['subnet-01234567', 'subnet-01234567'] },
      'network.subnetIds: has an id twice',
    ],
    [{ ...right, natId: 'nat-1' }, 'network.natId: no such setting; check the spelling'],
  ])('is refused by the key that is wrong: case %#', (network, fault) => {
    expect(faultsOf(network)).toEqual([fault]);
  });

  it('needs one of each at least', () => {
    expect(faultsOf({ ...right, subnetIds: [] })).toHaveLength(1);
    expect(faultsOf({ ...right, securityGroupIds: [] })).toHaveLength(1);
    expect(faultsOf({ subnetIds: right.subnetIds })).toHaveLength(2);
  });

  it('is nothing for one machine', () => {
    expect(faultsOf(right, { local: true })).toEqual([
      'network: must be left out where local is true: all is on one machine',
    ]);
  });
});
