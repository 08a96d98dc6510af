import { describe, expect, it } from 'vitest';
import { shopOfOutput, shopSecretOutput } from '../../cdk/output-names.ts';

describe('the output of a shop’s secret', () => {
  it.each([
    ['demo.myshopify.com', 'ShopSecretArndemo'],
    ['a-b.myshopify.com', 'ShopSecretArnaDashb'],
    ['ab--dash.myshopify.com', 'ShopSecretArnabDashDashdash'],
    ['7-eleven.myshopify.com', 'ShopSecretArn7Dasheleven'],
  ])('tells which shop it is: %s', (domain, name) => {
    expect([shopSecretOutput(domain), shopOfOutput(name)]).toEqual([name, domain]);
  });

  it('is no other output, and not that of its Admin API', () => {
    const names = ['WmsSecretArn', 'TableName', 'ShopAdminSecretArndemo'];
    expect(names.map((name) => shopOfOutput(name))).toEqual([undefined, undefined, undefined]);
  });

  it('is told apart from that of its Admin API', () => {
    const name = shopSecretOutput('a-b.myshopify.com', 'admin');
    expect(name).toBe('ShopAdminSecretArnaDashb');
    expect([shopOfOutput(name, 'admin'), shopOfOutput('ShopSecretArnab', 'admin')]).toEqual([
      'a-b.myshopify.com',
      undefined,
    ]);
  });
});
