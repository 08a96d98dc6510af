import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf } from './template-parts.ts';

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0123-abcd';
const domain = { name: 'orders.example.com', certificateArn };
const plain = templateOf(keptBlock);
const named = templateOf({ ...keptBlock, domain });
const zoned = templateOf({ ...keptBlock, domain: { ...domain, hostedZoneId: 'Z0123456789' } });

const url = 'https://orders.example.com/webhooks/shopify';
const [name] = resourcesOf(named, 'AWS::ApiGatewayV2::DomainName');

describe('a door with a name of its own', () => {
  it('has the certificate and TLS 1.2, and leads to the same stage of the same API', () => {
    expect(name?.Properties).toMatchObject({
      DomainName: 'orders.example.com',
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    expect(resourcesOf(named, 'AWS::ApiGatewayV2::ApiMapping')).toMatchObject([
      {
        Properties: {
          ApiId: { Ref: resourcesOf(named, 'AWS::ApiGatewayV2::Api')[0]?.id },
          DomainName: { Ref: name?.id },
          Stage: '$default',
        },
      },
    ]);
  });

  it('is the address that is registered at Shopify, and that the subscriptions are checked for', () => {
    const reconcile = functionsOf(named)['reconcile-orders'];

    expect(named.findOutputs('WebhookUrl')).toMatchObject({ WebhookUrl: { Value: url } });
    expect(JSON.stringify(reconcile?.Properties.Environment)).toContain(url);
  });

  it('changes nothing that was there before it, and takes the old address away from nobody', () => {
    const [before, after] = [plain, named].map((one) => one.toJSON().Resources);
    const changed = Object.keys(before).filter(
      (id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]),
    );

    expect(changed).toEqual([functionsOf(named)['reconcile-orders']?.id]);
  });

  it('without a zone says where its record must point, and writes none', () => {
    expect(resourcesOf(named, 'AWS::Route53::RecordSet')).toEqual([]);
    expect(named.findOutputs('WebhookDomainTarget')).toMatchObject({
      WebhookDomainTarget: { Value: { 'Fn::GetAtt': [name?.id, 'RegionalDomainName'] } },
    });
    expect(plain.findOutputs('WebhookDomainTarget')).toEqual({});
  });

  it('with a zone has its address there', () => {
    const [owner] = resourcesOf(zoned, 'AWS::ApiGatewayV2::DomainName');

    expect(resourcesOf(zoned, 'AWS::Route53::RecordSet').map((one) => one.Properties)).toEqual([
      {
        HostedZoneId: 'Z0123456789',
        Name: 'orders.example.com.',
        Type: 'A',
        AliasTarget: {
          DNSName: { 'Fn::GetAtt': [owner?.id, 'RegionalDomainName'] },
          HostedZoneId: { 'Fn::GetAtt': [owner?.id, 'RegionalHostedZoneId'] },
        },
      },
    ]);
  });
});
