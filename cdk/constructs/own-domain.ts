/**
 * The door under a name of one's own. Ids and names alone: nothing is looked up at synth.
 */
import {
  ApiMapping,
  DomainName,
  type DomainName as Name,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { OwnDomain as Settings } from '../../lib/config/own-domain.ts';
import type { HttpDoor } from './http-door.ts';

export interface OwnDomainProps {
  readonly settings: Settings;
  readonly door: HttpDoor;
}

export class OwnDomain extends Construct {
  /** `https://` and the name. */
  readonly origin: string;
  /** Where the name must point: the API's own regional address. */
  readonly target: string;

  constructor(scope: Construct, id: string, { settings, door }: OwnDomainProps) {
    super(scope, id);
    const domain = new DomainName(this, 'Name', {
      domainName: settings.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { ...door, domainName: domain });
    this.origin = `https://${settings.name}`;
    this.target = domain.regionalDomainName;
    if (settings.hostedZoneId !== undefined) this.point(settings, settings.hostedZoneId, domain);
  }

  /** An alias: Route 53 answers with the API's addresses, also when they change. */
  private point({ name }: Settings, hostedZoneId: string, domain: Name): void {
    new CfnRecordSet(this, 'Address', {
      hostedZoneId,
      name: `${name}.`,
      type: 'A',
      aliasTarget: {
        dnsName: domain.regionalDomainName,
        hostedZoneId: domain.regionalHostedZoneId,
      },
    });
  }
}
