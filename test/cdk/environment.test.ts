import { describe, expect, it } from 'vitest';
import { outputNames } from '../../cdk/output-names.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, queuesOf, resourceOf, resourcesOf, variablesOf } from './template-parts.ts';

const otherArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf';
const template = templateOf({
  ...keptBlock,
  shops: [
    { domain: 'one-shop.myshopify.com' },
    { domain: 'other-shop.myshopify.com', secretArn: otherArn },
  ],
  send: { testOrders: false },
  circuit: { ordersToOpen: 4 },
});
const { orders, deadLetters } = queuesOf(template);
const table = resourceOf(template, 'AWS::DynamoDB::GlobalTable');
const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret');
/** In the order of the template: webhooks of the one shop, Admin APIs of both, WMS. */
const [shopSecret, oneAdmin, otherAdmin, wmsSecret] = secrets;
const senders = ['accept-webhook', 'deliver-order', 'replay-dead-letters', 'reconcile-orders'];

describe('every function', () => {
  it.each([...senders, 'browse-dead-letters', 'watch-bridge'])(
    'knows its name, deployment, release and table: %s',
    (service) => {
      expect(variablesOf(template, service)).toMatchObject({
        POWERTOOLS_SERVICE_NAME: service,
        DEPLOYMENT: 'kept',
        RELEASE: packageJson.version,
        TABLE_NAME: { Ref: table.id },
      });
    },
  );

  it.each([...senders, 'watch-bridge'])('that sends or counts knows both queues: %s', (service) => {
    expect(variablesOf(template, service)).toMatchObject({
      ORDERS_QUEUE_URL: { Ref: orders.id },
      DEAD_LETTERS_QUEUE_URL: { Ref: deadLetters.id },
    });
  });

  it('that looks only knows no queue', () => {
    expect(Object.keys(variablesOf(template, 'browse-dead-letters')).sort()).toEqual([
      'DEPLOYMENT',
      'POWERTOOLS_SERVICE_NAME',
      'RELEASE',
      'REPLAY_FUNCTION_ARN',
      'TABLE_NAME',
    ]);
  });

  it('that looks only knows which function the buttons of its widget call', () => {
    const { 'replay-dead-letters': replay } = functionsOf(template);

    expect(variablesOf(template, 'browse-dead-letters')).toMatchObject({
      REPLAY_FUNCTION_ARN: { 'Fn::GetAtt': [replay?.id, 'Arn'] },
    });
  });

  it('has no variable that would switch off idempotency, metrics or the check of certificates', () => {
    const variables = Object.keys(functionsOf(template)).flatMap((service) =>
      Object.keys(variablesOf(template, service)),
    );

    expect(variables).toContain('POWERTOOLS_SERVICE_NAME');
    expect(variables).not.toContain('POWERTOOLS_IDEMPOTENCY_DISABLED');
    expect(variables).not.toContain('POWERTOOLS_METRICS_DISABLED');
    expect(variables).not.toContain('POWERTOOLS_DEV');
    expect(variables).not.toContain('NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it('says nothing to Node but how much memory it may take', () => {
    const options = Object.keys(functionsOf(template)).flatMap(
      (service) => variablesOf(template, service)['NODE_OPTIONS'] ?? [],
    );

    expect(options).toEqual(['--max-semi-space-size=8 --max-old-space-size=256']);
  });
});

describe('accept-webhook', () => {
  it('gets each shop with the ARN of its secret, the created and the given one', () => {
    expect(variablesOf(template, 'accept-webhook')['SHOPS']).toEqual({
      'Fn::Join': [
        '',
        [
          '[{"domain":"one-shop.myshopify.com","secretArn":"',
          { Ref: shopSecret?.id },
          `"},{"domain":"other-shop.myshopify.com","secretArn":"${otherArn}"}]`,
        ],
      ],
    });
  });
});

describe('deliver-order', () => {
  const { WMS, DELIVERY, CIRCUIT, SEND, WMS_SECRET_ARN } = variablesOf(template, 'deliver-order');

  it('gets the settings with their defaults, as the stage was checked', () => {
    expect(JSON.parse(String(WMS))).toEqual({
      baseUrl: 'https://wms.example.com/api',
      auth: { kind: 'oauth2', tokenUrl: 'https://wms.example.com/oauth/token' },
      limitPerSecond: 10,
      pacePerSecond: 1.8,
    });
    expect(JSON.parse(String(DELIVERY))).toMatchObject({ attemptsMax: 5, deadlineMillis: 12_000 });
    expect(JSON.parse(String(CIRCUIT))).toMatchObject({ ordersToOpen: 4, probeLeaseMillis: 3_000 });
    expect(JSON.parse(String(SEND))).toMatchObject({ testOrders: false });
  });

  it('gets the ARN of the WMS secret', () => {
    expect(WMS_SECRET_ARN).toEqual({ Ref: wmsSecret?.id });
  });

  it('gets an empty ARN where the WMS asks for no credentials', () => {
    const open = templateOf({
      ...keptBlock,
      wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    });

    expect(variablesOf(open, 'deliver-order')['WMS_SECRET_ARN']).toBe('');
    expect(variablesOf(open, 'watch-bridge')['WMS_SECRET_ARN']).toBe('');
  });
});

describe('watch-bridge', () => {
  const { CIRCUIT, WMS_SECRET_ARN } = variablesOf(template, 'watch-bridge');

  it('gets the circuit’s settings that deliver-order gets, and the ARN of the WMS secret', () => {
    expect(CIRCUIT).toBe(variablesOf(template, 'deliver-order')['CIRCUIT']);
    expect(WMS_SECRET_ARN).toEqual({ Ref: wmsSecret?.id });
  });
});

describe('reconcile-orders', () => {
  const { SHOPS, RECONCILIATION, WEBHOOK_URL, REPORTS_BUCKET } = variablesOf(
    template,
    'reconcile-orders',
  );

  it('gets each shop with the ARN of the secret for its Admin API', () => {
    expect(SHOPS).toEqual({
      'Fn::Join': [
        '',
        [
          '[{"domain":"one-shop.myshopify.com","secretArn":"',
          { Ref: oneAdmin?.id },
          '"},{"domain":"other-shop.myshopify.com","secretArn":"',
          { Ref: otherAdmin?.id },
          '"}]',
        ],
      ],
    });
  });

  it('gets the settings with their defaults, and no other place than the shops’ own', () => {
    expect(JSON.parse(String(RECONCILIATION))).toEqual({
      ...{ everyMinutes: 4, graceSeconds: 120, overlapSeconds: 300, firstHours: 24 },
      ...{ pagesPerRun: 40, pacePerSecond: 5, batchDays: 3, reportDays: 90 },
      watchSubscriptions: true,
      ...{ nightly: true, nightlyHourUtc: 2, nightlyEveryMinutes: 1, wmsShare: 0.05 },
    });
  });

  it('gets the bucket for its reports, which a person is told too', () => {
    const name = { Ref: resourceOf(template, 'AWS::S3::Bucket').id };
    const told = template.findOutputs('ReportsBucket')['ReportsBucket']?.['Value'];

    expect([REPORTS_BUCKET, told]).toEqual([name, name]);
  });

  it('gets the address that webhooks must go to, as a person is told it', () => {
    expect(WEBHOOK_URL).toEqual(template.findOutputs('WebhookUrl')['WebhookUrl']?.['Value']);
  });
});

describe('a secret', () => {
  it('starts as this very text, because another one would wipe the secrets of every stage', () => {
    const texts = secrets.map((secret) => secret?.Properties.SecretString);

    expect(texts).toEqual(Array(5).fill('{"state":"not set"}'));
  });
});

describe('after the deploy', () => {
  const outputs = template.findOutputs('*');

  it('a person is told each address, name and secret with a word of explanation', () => {
    expect(Object.keys(outputs).sort()).toEqual(
      [
        ...Object.values(outputNames).filter((name) => name !== outputNames.webhookDomainTarget),
        ...['ShopSecretArnoneDashshop', 'ShopSecretArnotherDashshop'],
        ...['ShopAdminSecretArnoneDashshop', 'ShopAdminSecretArnotherDashshop'],
      ].sort(),
    );
    expect(Object.values(outputs).filter(({ Description }) => !Description)).toEqual([]);
  });

  it('the command line is told whether test orders are ignored', () => {
    const production = templateOf({
      ...keptBlock,
      production: true,
      send: { testOrders: false },
    });

    expect(
      [template, production].map((each) => each.findOutputs('Production')['Production']?.['Value']),
    ).toEqual(['false', 'true']);
  });

  it('the log groups are told in the order in which an order meets the functions', () => {
    const path = [
      ...['accept-webhook', 'deliver-order', 'browse-dead-letters', 'replay-dead-letters'],
      ...['reconcile-orders', 'watch-bridge'],
    ];
    const logGroups = path.map(
      (service) => functionsOf(template)[service]?.Properties.LoggingConfig.LogGroup,
    );

    expect(outputs['LogGroups']?.['Value']).toEqual({ 'Fn::Join': [',', logGroups] });
  });

  it('the address for Shopify is the full one', () => {
    const api = resourceOf(template, 'AWS::ApiGatewayV2::Api');

    expect(outputs['WebhookUrl']?.['Value']).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [api.id, 'ApiEndpoint'] }, '/webhooks/shopify']],
    });
  });
});
