/**
 * The command line of `npm start`: its flags, their defaults, and what is wrong with them.
 *
 * Reads no file and starts nothing.
 */
import { parseArgs } from 'node:util';
import { isScenario, type ScenarioName, scenarioNames } from './shop/scenarios.ts';
import { startRefused } from './start-refused.ts';

export type StartOptions = {
  /** `undefined`: the usual port, or any free one where that is taken. */
  readonly port: number | undefined;
  readonly awsPort: number | undefined;
  readonly consolePort: number | undefined;
  readonly traffic: boolean;
  /** Whether an order fails and recovers by itself in the first minute. */
  readonly demo: boolean;
  readonly wmsUrl: string | undefined;
  readonly shopifyAdminUrl: string | undefined;
  /** An outside emulator instead of the embedded one. */
  readonly dynamodbEndpoint: string | undefined;
  readonly sqsEndpoint: string | undefined;
  readonly configFile: string | undefined;
  /** `undefined`: a minute. */
  readonly minuteMillis: number | undefined;
  /** `undefined`: the shop's own defaults. */
  readonly shop: ShopOptions | undefined;
};

/** How the simulated shop behaves; each has a default. */
export type ShopOptions = {
  readonly scenario?: ScenarioName;
  /** New orders per minute. */
  readonly ratePerMinute?: number;
  readonly seed?: string;
  /** The shop stops placing orders after so many. */
  readonly ordersMax?: number;
};

export type CommandLine = { readonly kind: 'help' } | ({ readonly kind: 'start' } & StartOptions);

export const usage = `npm start -- [flags]   runs the bridge on this machine, with a simulated shop and WMS

  --no-traffic            no simulated shop, and no demonstration
  --no-demo               no order fails and recovers by itself in the first minute
  --scenario NAME         ${scenarioNames.join(', ')}
  --rate N                new orders per minute, instead of the scenario's
  --seed S                the same seed gives the same orders and webhooks
  --count N               the shop closes after so many orders
  --port P                port of the webhook (3000; 0 takes any free one)
  --aws-port P            port of the AWS API (4566)
  --console-port P        port of the page (8080)
  --wms-url URL           your WMS instead of the simulated one; tokens come from URL/oauth/token
  --shopify-admin-url URL your Admin API instead of the simulated one, in place of https://SHOP
  --dynamodb-endpoint URL your DynamoDB emulator instead of the embedded one, over http
  --sqs-endpoint URL      your SQS emulator likewise; the stack's own table and queues there are emptied
  --minute-millis N       how long a minute of alarm periods and schedules lasts here (60000; at least 500)
  --config FILE           JSON over the stage "local", keys as in cdk.json
  --help                  this text
`;

const flags = {
  'no-traffic': { type: 'boolean' },
  'no-demo': { type: 'boolean' },
  scenario: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  count: { type: 'string' },
  port: { type: 'string' },
  'aws-port': { type: 'string' },
  'console-port': { type: 'string' },
  'wms-url': { type: 'string' },
  config: { type: 'string' },
  'minute-millis': { type: 'string' },
  help: { type: 'boolean' },
  'shopify-admin-url': { type: 'string' },
  'dynamodb-endpoint': { type: 'string' },
  'sqs-endpoint': { type: 'string' },
} as const;

/** @throws a refusal with exit code 2 that names the wrong flag. */
export const parseCommandLine = (args: readonly string[]): CommandLine => {
  const values = parseFlags(args);
  if (values.help) return { kind: 'help' };
  return {
    kind: 'start',
    port: portOf('port', values.port),
    awsPort: portOf('aws-port', values['aws-port']),
    consolePort: portOf('console-port', values['console-port']),
    traffic: !values['no-traffic'],
    demo: !values['no-traffic'] && !values['no-demo'],
    wmsUrl: urlOf('wms-url', values['wms-url']),
    // Given with or without the path that every shop's Admin API has.
    shopifyAdminUrl: urlOf('shopify-admin-url', values['shopify-admin-url'])?.replace(
      /\/admin$/,
      '',
    ),
    dynamodbEndpoint: emulatorOf('dynamodb-endpoint', values['dynamodb-endpoint']),
    sqsEndpoint: emulatorOf('sqs-endpoint', values['sqs-endpoint']),
    configFile: values.config,
    minuteMillis: minuteOf(values['minute-millis']),
    shop: shopOf(values, !values['no-traffic']),
  };
};

const wrong = (message: string): Error => startRefused(message, 2);

const parseFlags = (args: readonly string[]) => {
  try {
    return parseArgs({ args: joinNegatives(args), options: flags, strict: true }).values;
  } catch (error) {
    // The first sentence names the flag; the rest is advice about positional arguments.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw wrong(`${fault}; --help lists the flags`);
  }
};

/** A negative number is the value of the flag before it, to be refused as that; no flag begins so. */
const joinNegatives = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) => {
    if (isNegative(arg) && isBareFlag(args[index - 1])) return [];
    const next = args[index + 1];
    return isBareFlag(arg) && isNegative(next) ? [`${arg}=${next}`] : [arg];
  });

const isNegative = (arg: string | undefined): boolean => /^-\d/.test(arg ?? '');
const isBareFlag = (arg: string | undefined): boolean => /^--[^=]+$/.test(arg ?? '');

type ShopFlags = Pick<ReturnType<typeof parseFlags>, 'scenario' | 'rate' | 'seed' | 'count'>;

const shopOf = (flags: ShopFlags, traffic: boolean): ShopOptions | undefined => {
  const { scenario, rate, seed, count } = flags;
  const given = Object.entries({ scenario, rate, seed, count }).find(([, value]) => value);
  if (given === undefined) return undefined;
  if (!traffic)
    throw wrong(`--${given[0]} is for the simulated shop, which --no-traffic leaves out`);
  return {
    ...(scenario === undefined ? {} : { scenario: scenarioOf(scenario) }),
    ...(rate === undefined ? {} : { ratePerMinute: rateOf(rate) }),
    ...(seed === undefined ? {} : { seed }),
    ...(count === undefined ? {} : { ordersMax: countOf(count) }),
  };
};

const scenarioOf = (name: string): ScenarioName => {
  if (isScenario(name)) return name;
  throw wrong(`--scenario must be one of ${scenarioNames.join(', ')}, got "${name}"`);
};

const ratePerMinuteMax = 60_000;

const rateOf = (text: string): number => {
  const rate = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= ratePerMinuteMax) return rate;
  throw wrong(`--rate must be orders per minute, up to ${ratePerMinuteMax}, got "${text}"`);
};

const countOf = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw wrong(`--count must be a number of orders from 1, got "${text}"`);
};

const minuteMillisMin = 500;
const minuteMillisMax = 60_000;

const minuteOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const millis = Number(text);
  if (/^\d{3,5}$/.test(text) && millis >= minuteMillisMin && millis <= minuteMillisMax)
    return millis;
  throw wrong(
    `--minute-millis must be from ${minuteMillisMin} to ${minuteMillisMax}, got "${text}"`,
  );
};

const portOf = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw wrong(`--${flag} must be a port from 0 to 65535, got "${text}"`);
};

/** Every emulator speaks http. Calls carry no valid signature, so that AWS itself takes none of them. */
const emulatorOf = (flag: string, text: string | undefined): string | undefined => {
  if (text === undefined || URL.parse(text)?.protocol === 'http:') return text?.replace(/\/+$/, '');
  throw wrong(`--${flag} must be the http URL of an emulator, got "${text}"`);
};

const urlOf = (flag: string, text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong(`--${flag} must be an http or https URL, got "${text}"`);
  }
  return text.replace(/\/+$/, '');
};
