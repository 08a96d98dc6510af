/**
 * The door: HTTP API, `POST /webhooks/shopify` → accept-webhook → orders queue.
 */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { acceptWebhookEnv } from '../../lib/config/env/accept-webhook.ts';
import type { OwnDomain as DomainSettings } from '../../lib/config/own-domain.ts';
import type { AcceptSettings } from '../../lib/config/policy.ts';
import { BridgeFunction, type BridgeFunctionProps, type OwnEnvOf } from './bridge-function.ts';
import type { BridgeLogGroupProps } from './bridge-log-group.ts';
import { type HttpDoor, makeDoor } from './http-door.ts';
import type { OrderQueues } from './order-queues.ts';
import { OwnDomain } from './own-domain.ts';
import type { ShopSecret } from './shop-secrets.ts';

export interface WebhookEndpointProps {
  readonly deployment: string;
  readonly settings: AcceptSettings;

  /** A name of one's own. @default - the address that the API has by itself */
  readonly domain?: DomainSettings | undefined;

  readonly table: TableV2;
  readonly queues: OrderQueues;
  readonly shops: readonly ShopSecret[];
  readonly logs: BridgeLogGroupProps;
}

const path = '/webhooks/shopify';

/** Set where the stage says so alone: a new account has nothing to reserve, and its deploy would fail. */
const reserving = ({
  reservedConcurrency: reservedConcurrentExecutions,
}: AcceptSettings): NonNullable<BridgeFunctionProps['overrides']> =>
  reservedConcurrentExecutions === undefined ? {} : { reservedConcurrentExecutions };

export class WebhookEndpoint extends Construct {
  readonly accept: BridgeFunction;
  /** For the routes of others. */
  readonly door: HttpDoor;
  /** The full address that Shopify posts to. */
  readonly url: string;
  /** Where the name of one's own must point, if there is one. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, props: WebhookEndpointProps) {
    super(scope, id);
    this.accept = this.makeAccept(props);
    this.door = makeDoor(this, props);
    this.addRoute();
    const named = this.makeDomain(props);
    this.domainTarget = named?.target;
    this.url = `${named?.origin ?? this.door.api.apiEndpoint}${path}`;
  }

  private makeAccept({ deployment, settings, table, queues, shops, logs }: WebhookEndpointProps) {
    const secrets = shops.map(({ domain, secret }) => ({ domain, secretArn: secret.secretArn }));
    const accept = new BridgeFunction(this, 'Accept', {
      service: 'accept-webhook',
      deployment,
      timeout: Duration.seconds(settings.functionTimeoutSeconds),
      logs,
      overrides: reserving(settings),
      environment: {
        TABLE_NAME: table.tableName,
        ORDERS_QUEUE_URL: queues.orders.queueUrl,
        DEAD_LETTERS_QUEUE_URL: queues.deadLetters.queueUrl,
        // The stack writes the JSON, because an ARN is known only when it is deployed.
        SHOPS: Stack.of(this).toJsonString(secrets),
      } satisfies OwnEnvOf<typeof acceptWebhookEnv>,
    });
    accept.allow(
      'ReadAndWriteOrderRecords',
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [table.tableArn],
    );
    accept.allow(
      'EnqueueAndPark',
      ['sqs:SendMessage'],
      [queues.orders.queueArn, queues.deadLetters.queueArn],
    );
    accept.allow(
      'ReadShopSecrets',
      ['secretsmanager:GetSecretValue'],
      secrets.map(({ secretArn }) => secretArn),
    );
    Validations.of(accept.function).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'invoked by the HTTP API, which waits for the answer: Shopify sends a failed one again',
    });
    return accept;
  }

  private makeDomain({ domain: settings }: WebhookEndpointProps): OwnDomain | undefined {
    return settings && new OwnDomain(this, 'Domain', { settings, door: this.door });
  }

  private addRoute(): void {
    const routes = this.door.api.addRoutes({
      path,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Accept', this.accept.function),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions::AwsSolutions-APIG4',
        reason:
          'Shopify signs each webhook; accept-webhook checks the signature over the raw body before it reads anything',
      });
    }
  }
}
