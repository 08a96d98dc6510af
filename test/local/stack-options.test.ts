import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettingsFile, withShopAdmin, withWms } from '../../cdk/local/local-settings.ts';
import { region } from '../../cdk/local/local-stack-options.ts';
import { parseCommandLine } from '../../cdk/local/options.ts';
import { orderLine, orderLinesHeader } from '../../cdk/local/order-lines.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';

const refusal = (call: () => unknown) => {
  try {
    return call();
  } catch (error) {
    return [error instanceof Error ? error.message : error, exitCodeOf(error)];
  }
};

describe('the command line', () => {
  it('starts everything with traffic and usual ports when nothing is said', () => {
    expect(parseCommandLine([])).toEqual({ kind: 'start', traffic: true, demo: true });
  });

  it('shows nothing that fails by itself where that is not wanted, or where nothing is sent', () => {
    expect(
      ['--no-demo', '--no-traffic', '--no-demo --no-traffic'].map((flags) => {
        const command = parseCommandLine(flags.split(' '));
        return command.kind === 'start' && command.demo;
      }),
    ).toEqual([false, false, false]);
  });

  it('takes ports, a WMS and a file of settings', () => {
    const flags =
      '--no-traffic --port 0 --aws-port 4566 --console-port=65535 --wms-url http://127.0.0.1:9/wms/ --config c.json';

    expect(parseCommandLine(flags.split(' '))).toEqual({
      kind: 'start',
      port: 0,
      awsPort: 4566,
      consolePort: 65535,
      traffic: false,
      demo: false,
      wmsUrl: 'http://127.0.0.1:9/wms',
      configFile: 'c.json',
    });
  });

  it('takes how long a minute of alarms and schedules lasts, from half a second', () => {
    expect(parseCommandLine(['--minute-millis', '2000'])).toMatchObject({ minuteMillis: 2_000 });
    expect(
      ['499', '60001', '1e3', ''].map((text) =>
        refusal(() => parseCommandLine([`--minute-millis=${text}`])),
      ),
    ).toEqual(
      ['499', '60001', '1e3', ''].map((text) => [
        `--minute-millis must be from 500 to 60000, got "${text}"`,
        2,
      ]),
    );
  });

  it('takes emulators that run elsewhere', () => {
    const flags = '--dynamodb-endpoint http://127.0.0.1:8000/ --sqs-endpoint http://localhost:9324';

    expect(parseCommandLine(flags.split(' '))).toMatchObject({
      dynamodbEndpoint: 'http://127.0.0.1:8000',
      sqsEndpoint: 'http://localhost:9324',
    });
  });

  it.each(['http://127.0.0.1:9/', 'http://127.0.0.1:9/admin', 'http://127.0.0.1:9/admin/'])(
    'takes an Admin API elsewhere, with or without its path: %s',
    (url) => {
      const command = parseCommandLine(['--shopify-admin-url', url]);
      expect(command).toMatchObject({ shopifyAdminUrl: 'http://127.0.0.1:9' });
    },
  );

  it('takes how the simulated shop behaves', () => {
    const flags = '--scenario flash-sale --rate 0.5 --seed abc --count 1000';

    expect(parseCommandLine(flags.split(' '))).toMatchObject({
      traffic: true,
      shop: { scenario: 'flash-sale', ratePerMinute: 0.5, seed: 'abc', ordersMax: 1000 },
    });
  });

  it.each([
    [
      '--scenario sale',
      '--scenario must be one of steady, flash-sale, nightly-quiet, storm, got "sale"',
    ],
    ['--rate 0', '--rate must be orders per minute, up to 60000, got "0"'],
    ['--rate 1e9', '--rate must be orders per minute, up to 60000, got "1e9"'],
    ['--count 0', '--count must be a number of orders from 1, got "0"'],
    ['--no-traffic --seed a', '--seed is for the simulated shop, which --no-traffic leaves out'],
    ['--prot 1', "Unknown option '--prot'; --help lists the flags"],
    ['start', "Unexpected argument 'start'; --help lists the flags"],
    ['--port', "Option '--port <value>' argument missing; --help lists the flags"],
    ['--port 80000', '--port must be a port from 0 to 65535, got "80000"'],
    ['--port -1', '--port must be a port from 0 to 65535, got "-1"'],
    ['--port=-1', '--port must be a port from 0 to 65535, got "-1"'],
    ['--rate -0.5 --count 1', '--rate must be orders per minute, up to 60000, got "-0.5"'],
    ['--count -3', '--count must be a number of orders from 1, got "-3"'],
    ['--aws-port --port 1', "Option '--aws-port' argument is ambiguous; --help lists the flags"],
    ['--no-traffic -1', "Option '--no-traffic' does not take an argument; --help lists the flags"],
    ['-1', "Unknown option '-1'; --help lists the flags"],
    ['--console-port 1e3', '--console-port must be a port from 0 to 65535, got "1e3"'],
    ['--wms-url wms', '--wms-url must be an http or https URL, got "wms"'],
    ['--wms-url ftp://wms', '--wms-url must be an http or https URL, got "ftp://wms"'],
    ['--shopify-admin-url a', '--shopify-admin-url must be an http or https URL, got "a"'],
    [
      '--dynamodb-endpoint 127.0.0.1:8000',
      '--dynamodb-endpoint must be the http URL of an emulator, got "127.0.0.1:8000"',
    ],
    [
      '--sqs-endpoint https://sqs.eu-central-1.amazonaws.com',
      '--sqs-endpoint must be the http URL of an emulator, got "https://sqs.eu-central-1.amazonaws.com"',
    ],
  ])('refuses %s in one line, with exit code 2', (flags, message) => {
    expect(refusal(() => parseCommandLine(flags.split(' ')))).toEqual([message, 2]);
  });
});

describe('the settings', () => {
  const withFile = (content: string, use: (path: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const path = join(folder, 'c.json');
    writeFileSync(path, content);
    use(path);
    rmSync(folder, { recursive: true });
  };

  it('are read from a JSON object', () => {
    withFile('{"delivery":{"batchSize":2}}', (path) => {
      expect(readSettingsFile(path)).toEqual({ delivery: { batchSize: 2 } });
    });
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'must hold a JSON object of settings'],
  ])('are not read from %s', (content, fault) => {
    withFile(content, (path) => {
      expect(refusal(() => readSettingsFile(path))).toEqual([`--config ${path}: ${fault}`, 2]);
    });
  });

  it.each([
    ['{"region":"eu-west-1","wms":{}}', 'region cannot'],
    ['{"account":"111122223333"}', 'account cannot'],
    ['{"region":"eu-central-1","account":"000000000000"}', 'account and region cannot'],
  ])('may not name another place, for it would not be obeyed: %s', (content, named) => {
    expect(region).toBe('eu-central-1');
    withFile(content, (path) => {
      expect(refusal(() => readSettingsFile(path))).toEqual([
        `--config ${path}: ${named} be set; the local stack always runs as account 000000000000 in eu-central-1`,
        2,
      ]);
    });
  });

  it('are not read from a file that is not there', () => {
    expect(refusal(() => readSettingsFile('/nowhere/c.json'))).toEqual([
      '--config /nowhere/c.json: cannot be read',
      2,
    ]);
  });

  it('get the WMS and its token address, and keep the rest', () => {
    expect(withWms({ wms: { limitPerSecond: 100 } }, 'http://127.0.0.1:9')).toEqual({
      wms: {
        limitPerSecond: 100,
        baseUrl: 'http://127.0.0.1:9',
        auth: { kind: 'oauth2', tokenUrl: 'http://127.0.0.1:9/oauth/token' },
      },
    });
  });

  it('may not name a WMS that would not be used', () => {
    expect(refusal(() => withWms({ wms: { baseUrl: 'http://other' } }, 'http://wms'))).toEqual([
      'wms.baseUrl: give the WMS by --wms-url instead',
      2,
    ]);
  });

  it.each([
    { kind: 'apiKey' },
    { kind: 'none' },
    { kind: 'oauth2', tokenUrl: 'http://other/token' },
    { tokenUrl: 'http://other/token', scope: 'orders' },
    null,
    'oauth2',
  ])('may not authenticate as it would not be done: %j', (auth) => {
    expect(refusal(() => withWms({ wms: { auth } }, 'http://wms'))).toEqual([
      "wms.auth: tokens come from the WMS's /oauth/token; only scope can be set here",
      2,
    ]);
  });

  it.each([{ kind: 'oauth2', scope: 'orders' }, { scope: 'orders' }])(
    'keep the scope of a token: %j',
    (auth) => {
      expect(withWms({ wms: { auth } }, 'http://wms')).toEqual({
        wms: {
          baseUrl: 'http://wms',
          auth: { kind: 'oauth2', tokenUrl: 'http://wms/oauth/token', scope: 'orders' },
        },
      });
    },
  );

  it.each([null, 5, []])('leave a WMS that is no block to the schema: %j', (wms) => {
    expect(withWms({ wms }, 'http://wms')).toEqual({ wms });
  });

  it('get the Admin API, and keep the rest', () => {
    const settings = { reconciliation: { everyMinutes: 1 } };
    expect(withShopAdmin(settings, 'http://127.0.0.1:9/admin')).toEqual({
      reconciliation: { everyMinutes: 1, adminUrl: 'http://127.0.0.1:9/admin' },
    });
    expect(withShopAdmin({}, 'http://127.0.0.1:9/admin')).toEqual({
      reconciliation: { adminUrl: 'http://127.0.0.1:9/admin' },
    });
  });

  it('may not name an Admin API that would not be used', () => {
    const settings = { reconciliation: { adminUrl: 'http://other/admin' } };
    expect(refusal(() => withShopAdmin(settings, 'http://admin'))).toEqual([
      'reconciliation.adminUrl: give it by --shopify-admin-url instead',
      2,
    ]);
  });

  it.each([null, 5, []])('leave reconciling that is no block to the schema: %j', (block) => {
    const settings = { reconciliation: block };
    expect(withShopAdmin(settings, 'http://admin')).toEqual(settings);
  });
});

describe('the terminal', () => {
  const record = {
    timestamp: '2026-11-22T10:00:07.123Z',
    level: 'INFO',
    stage: 'processed',
    shopify_order_id: '820982911946154508',
    latency_ms: 812.4,
    attempt: 3,
  };

  it('shows an order that came to an end in one line under its header', () => {
    expect([orderLinesHeader, orderLine(record)]).toEqual([
      'time      order                 stage         latency  attempts',
      '10:00:07  820982911946154508    processed      812 ms  3',
    ]);
  });

  it.each([
    ['a stage on the way', { ...record, stage: 'enqueued' }],
    ['a request without a readable order', { ...record, shopify_order_id: null }],
    ['a metric', { _aws: { Timestamp: 1 }, WmsAttempts: 3 }],
  ])('does not show %s', (_name, other) => {
    expect(orderLine(other)).toBeUndefined();
  });
});
