/**
 * The command line of wms-conformance: its flags, their defaults, and what is wrong with them.
 *
 * Reads no file: a secret given as `@FILE` is read by the function that it is given.
 */
import { parseArgs } from 'node:util';
import type { Login } from './login.ts';

export type ConformanceOptions = {
  readonly kind: 'check';
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly login: Login;
  readonly json: boolean;
  readonly orderPrefix: string;
  readonly shop: string;
  readonly sku: string;
  readonly keys: boolean;
  /** 0: not probed. */
  readonly probeLimit: number;
};

export type CommandLine =
  | ConformanceOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly fault: string };

/** Reads a secret given as `@FILE`; gives any other as it is. */
export type ReadSecret = (text: string) => string;

const probeLimitMax = 500;
/** With 16 more digits that is the most that fits 64 bits with a sign. */
const prefixMax = 921;

export const usage = `npm run wms-conformance -- --url URL [flags]   checks a WMS against docs/wms-openapi.yaml

It puts about 30 test orders ("test": true, ids of 19 digits that no shop has) and leaves them there.
Give it a WMS that nobody picks from, or one that keeps test orders away from the pickers.

  --url URL               the WMS; orders are put at URL/orders/ID
  --client-id ID          with --client-secret: OAuth 2.0 client credentials
  --client-secret S       "@FILE" reads it from a file, so that no list of processes shows it
  --token-url URL         where tokens come from (URL/oauth/token)
  --scope S               the scope to ask for (none)
  --api-key K             an API key instead; "@FILE" as well
  --api-key-header H      the header it goes into (Authorization)
  --api-key-prefix P      what is written before it, for instance "Bearer " (nothing)
  --shop DOMAIN           the shop of the orders (wms-conformance.myshopify.com)
  --sku SKU               an item that the WMS knows (WMS-CONFORMANCE)
  --order-prefix DIGITS   what the order ids begin with, 1 to 921 (919)
  --probe-limit N         up to N requests as fast as possible, to see a 429 (none)
  --with-keys             also rotates keys at URL/keys, with one of its own; a WMS that ends the old
                          key for a new one would then refuse the key that you gave
  --json                  the result as JSON
  --help                  this text

Exit codes: 0 all clauses hold, 1 one does not, 2 wrong arguments or nobody answers.
`;

const flags = {
  url: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'token-url': { type: 'string' },
  scope: { type: 'string' },
  'api-key': { type: 'string' },
  'api-key-header': { type: 'string', default: 'Authorization' },
  'api-key-prefix': { type: 'string', default: '' },
  shop: { type: 'string', default: 'wms-conformance.myshopify.com' },
  sku: { type: 'string', default: 'WMS-CONFORMANCE' },
  'order-prefix': { type: 'string', default: '919' },
  'probe-limit': { type: 'string', default: '0' },
  'with-keys': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: flags, strict: true }).values;
type Values = ReturnType<typeof parse>;

/** A fault's text, or null. */
type Fault = string | null;

const urlFault = (flag: string, text: string | undefined): Fault => {
  const url = URL.parse(text ?? '');
  return url !== null && /^https?:$/.test(url.protocol) && url.search === ''
    ? null
    : `--${flag} must be an http or https URL without a query`;
};

const loginFault = (values: Values): Fault => {
  const oauth = values['client-id'] !== undefined || values['client-secret'] !== undefined;
  if (oauth && values['api-key'] !== undefined) {
    return 'give --client-id and --client-secret, or --api-key, not both';
  }
  if (oauth && !(values['client-id'] && values['client-secret'])) {
    return '--client-id and --client-secret belong together';
  }
  if (!/^[A-Za-z0-9-]+$/.test(values['api-key-header'])) {
    return '--api-key-header must be the name of a header';
  }
  if (!oauth && values['token-url'] !== undefined) return '--token-url needs --client-id';
  return values['api-key'] === '' ? '--api-key is empty' : null;
};

const numberFaults = (values: Values): Fault[] => [
  /^[1-9]\d{0,2}$/.test(values['order-prefix']) && Number(values['order-prefix']) <= prefixMax
    ? null
    : `--order-prefix must be a number from 1 to ${prefixMax}`,
  /^\d{1,3}$/.test(values['probe-limit']) && Number(values['probe-limit']) <= probeLimitMax
    ? null
    : `--probe-limit must be a number from 0 to ${probeLimitMax}`,
];

const faultOf = (values: Values): Fault => {
  if (values.url === undefined) return '--url is missing; --help lists the flags';
  const faults = [
    urlFault('url', values.url),
    values['token-url'] === undefined ? null : urlFault('token-url', values['token-url']),
    loginFault(values),
    ...numberFaults(values),
  ];
  return faults.find((fault) => fault !== null) ?? null;
};

const loginOf = (values: Values, baseUrl: string, readSecret: ReadSecret): Login => {
  const { 'client-id': clientId, 'client-secret': clientSecret, 'api-key': apiKey } = values;
  if (clientId !== undefined && clientSecret !== undefined) {
    const tokenUrl = values['token-url'] ?? `${baseUrl}/oauth/token`;
    const scope = values.scope === undefined ? {} : { scope: values.scope };
    const secret = readSecret(clientSecret);
    return { kind: 'oauth2', tokenUrl, clientId, clientSecret: secret, ...scope };
  }
  if (apiKey === undefined) return { kind: 'none' };
  const { 'api-key-header': header, 'api-key-prefix': prefix } = values;
  const key = readSecret(apiKey);
  if (!/^[\x20-\x7e]*$/.test(`${prefix}${key}`)) throw new Error('--api-key fits into no header');
  return { kind: 'apiKey', apiKey: key, header, prefix };
};

/** @param readSecret - Gives the secret for what stands on the command line; may throw. */
export const parseCommandLine = (args: readonly string[], readSecret: ReadSecret): CommandLine => {
  try {
    const values = parse(args);
    if (values.help) return { kind: 'help' };
    const fault = faultOf(values);
    if (fault !== null) return { kind: 'wrong', fault };
    const baseUrl = (values.url ?? '').replace(/\/+$/, '');
    return {
      ...{ kind: 'check', baseUrl, login: loginOf(values, baseUrl, readSecret) },
      ...{ json: values.json, shop: values.shop, sku: values.sku },
      ...{ orderPrefix: values['order-prefix'], keys: values['with-keys'] },
      probeLimit: Number(values['probe-limit']),
    };
  } catch (error) {
    // The first sentence names the flag or the file; the rest is advice about positional arguments.
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    return { kind: 'wrong', fault };
  }
};
