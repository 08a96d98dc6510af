import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0123-abcd';
const right = { name: 'orders.example.com', certificateArn };

const faultsOf = (domain: unknown, more: object = {}): readonly string[] => {
  const parsed = parseStage({
    shops: [{ domain: 'demo.myshopify.com' }],
    wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    domain,
    ...more,
  });
  return parsed.kind === 'invalid' ? parsed.faults : [];
};

describe("a stage's own domain", () => {
  it.each([
    [{ ...right }],
    [{ ...right, hostedZoneId: 'Z0123456789ABCDEFGHIJ' }],
    [{ ...right, name: 'a-b.c.example.co.uk' }],
    [{ ...right, name: `${'a'.repeat(63)}.example.com` }],
  ])('may be %j', (domain) => {
    expect(faultsOf(domain)).toEqual([]);
    expect(faultsOf(domain, { region: 'eu-central-1' })).toEqual([]);
  });

  it.each([
    'Orders.example.com',
    'https://orders.example.com',
    'orders.example.com/webhooks',
    'orders.example.com.',
    'orders..com',
    '-orders.example.com',
    'orders',
    '*.example.com',
    'orders.example.com:443',
    `${'a'.repeat(64)}.example.com`,
  ])('has no name such as %s', (name) => {
    expect(faultsOf({ ...right, name })).toEqual([
      'domain.name: must be a domain name in lower case, such as orders.example.com',
    ]);
  });

  it.each([
    [
      { ...right, certificateArn: 'orders.example.com' },
      'domain.certificateArn: must be the ARN of a certificate in ACM',
    ],
    [
      { ...right, hostedZoneId: '/hostedzone/Z01' },
      'domain.hostedZoneId: must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ',
    ],
    [{ ...right, zone: 'Z01' }, 'domain.zone: no such setting; check the spelling'],
  ])('%j is refused by the key that is wrong', (domain, fault) => {
    expect(faultsOf(domain)).toEqual([fault]);
  });

  it('has a certificate of the region to which the stage is pinned', () => {
    expect(faultsOf(right, { region: 'us-east-1' })).toEqual([
      'domain.certificateArn: is in eu-central-1; the door of us-east-1 needs a certificate of us-east-1',
    ]);
  });

  it('is nothing for one machine', () => {
    expect(faultsOf(right, { local: true })).toEqual([
      'domain: must be left out where local is true: nothing has a name there',
    ]);
  });
});
