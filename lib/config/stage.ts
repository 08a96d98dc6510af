/**
 * One stage's block in cdk.json: its schema, and the contradictions between its values.
 *
 * A wrong key, a wrong value or two values that cannot both be true end the synth with one sentence
 * each, all of them at once. Knows nothing of AWS constructs.
 */
import * as z from 'zod';
import { alarmFaults, alarmSchema } from './alarm-policy.ts';
import { circuitSchema } from './circuit-policy.ts';
import { ownDomainFaults, ownDomainSchema } from './own-domain.ts';
import { acceptSchema, deliverySchema, sendSchema, wmsSchema } from './policy.ts';
import { privateNetworkFaults, privateNetworkSchema } from './private-network.ts';
import { reconciliationFaults, reconciliationSchema } from './reconciliation-policy.ts';
import { faultsOf, type Issue, withoutUnknownKeys } from './setting-faults.ts';
import { circuitFaults, timeFaults } from './time-faults.ts';
import { wmsKeysFaults, wmsKeysSchema } from './wms-keys.ts';

const secretArnSchema = z
  .string()
  .regex(
    /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+$/,
    'must be the full ARN of a Secrets Manager secret',
  );

const shopSchema = z.strictObject({
  /** The shop's permanent domain, as Shopify sends it. */
  domain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'must be NAME.myshopify.com in lower case'),
  /** An existing secret with the shop's client secrets. Without it the stack creates one. */
  secretArn: secretArnSchema.optional(),
  /** An existing secret with the app's Admin API credentials. Without it the stack creates one. */
  adminSecretArn: secretArnSchema.optional(),
});

const tagKeySchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^(?!aws:)/i, 'must not begin with aws:, which AWS keeps to itself');

export const stageSchema = z.strictObject({
  /** Pins the account and region; deploying elsewhere fails at synth. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must have 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1')
    .optional(),
  /** `destroy`: the stack is removed without a trace. `retain`: data stays and is protected. */
  removal: z.enum(['destroy', 'retain']).default('retain'),
  /** A production stage ignores test orders and keeps its data, whatever else is set. */
  production: z.boolean().default(false),
  /** The stage runs on one machine (`npm start`): plain http is allowed. Never with `production`. */
  local: z.boolean().default(false),
  shops: z.array(shopSchema).min(1).max(20),
  wms: wmsSchema,
  /** The WMS has the contract's key endpoint: its credentials are rotated. @default - they are not */
  wmsKeys: wmsKeysSchema.optional(),
  delivery: deliverySchema.prefault({}),
  circuit: circuitSchema.prefault({}),
  send: sendSchema.prefault({}),
  accept: acceptSchema.prefault({}),
  /** A name of your own for the door. @default - the API's own, which a replaced API loses */
  domain: ownDomainSchema.optional(),
  /** Where the functions that call the WMS run, for a WMS that is not public. @default - nowhere of yours */
  network: privateNetworkSchema.optional(),
  reconciliation: reconciliationSchema.prefault({}),
  alarms: alarmSchema.prefault({}),
  /** Days that log groups keep lines; CloudWatch knows only certain numbers. */
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 731])
    .default(30),
  /** Put on every resource that can carry tags. */
  tags: z.record(tagKeySchema, z.string().max(256)).default({}),
});
export type StageSettings = z.output<typeof stageSchema>;

/** The share of the WMS's limit that deliveries may use. */
const limitShare = 0.9;

/** All faults of a block, each one sentence that names the key and the fix. */
export type StageFaults = { readonly kind: 'invalid'; readonly faults: readonly string[] };
export type ParsedStage =
  | { readonly kind: 'stage'; readonly settings: StageSettings }
  | StageFaults;

/** @param block - what cdk.json has under `context.stages.<name>`, unchecked. */
export const parseStage = (block: unknown): ParsedStage => {
  const parsed = stageSchema.safeParse(block);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const faults = [...issues.flatMap(faultsOf), ...hiddenContradictions(block, issues)];
    return { kind: 'invalid', faults };
  }
  const faults = contradictions(parsed.data);
  return faults.length > 0 ? { kind: 'invalid', faults } : { kind: 'stage', settings: parsed.data };
};

/** What the settings contradict where nothing but unknown keys keeps the block from being read. */
const hiddenContradictions = (block: unknown, issues: readonly Issue[]): string[] => {
  const parsed = stageSchema.safeParse(withoutUnknownKeys(block, issues));
  return parsed.success ? contradictions(parsed.data) : [];
};

const contradictions = (settings: StageSettings): string[] => [
  ...timeFaults(settings),
  ...circuitFaults(settings),
  ...wmsFaults(settings),
  ...wmsKeysFaults(settings.wmsKeys, settings.wms, settings.alarms.wmsSecretDaysMax),
  ...shopFaults(settings),
  ...ownDomainFaults(settings.domain, settings),
  ...privateNetworkFaults(settings.network, settings),
  ...reconciliationFaults(settings.reconciliation, settings.local),
  ...alarmFaults(settings.alarms, settings.reconciliation.everyMinutes),
  ...(settings.production && settings.local
    ? ['local: must be false in production, which is deployed and speaks https only']
    : []),
  ...(settings.production && settings.removal === 'destroy'
    ? ['removal: a production stage must keep its data; use "retain"']
    : []),
  ...(settings.production && settings.send.testOrders
    ? ['send.testOrders: must be false in production, where a test order would reach a picker']
    : []),
];

/** The same with what the nightly comparison may use. */
const limitShareOfAll = 0.95;

const wmsFaults = ({ wms, delivery, reconciliation, local }: StageSettings): string[] => {
  const perSecond = wms.pacePerSecond * delivery.concurrency;
  const perSecondMax = limitShare * wms.limitPerSecond;
  const share = perSecond / wms.limitPerSecond + reconciliation.wmsShare;
  const urls = [
    ['wms.baseUrl', wms.baseUrl] as const,
    ...(wms.auth.kind === 'oauth2' ? [['wms.auth.tokenUrl', wms.auth.tokenUrl] as const] : []),
  ];
  return [
    ...(perSecond > perSecondMax + 1e-9
      ? [
          `wms.pacePerSecond: times delivery.concurrency is ${perSecond}, must not exceed ${perSecondMax}, 90 % of wms.limitPerSecond`,
        ]
      : []),
    ...(perSecond <= perSecondMax + 1e-9 && share > limitShareOfAll + 1e-9
      ? [
          `reconciliation.wmsShare: with wms.pacePerSecond times delivery.concurrency it is ${Math.round(share * 1_000) / 10} % of wms.limitPerSecond, must not exceed ${limitShareOfAll * 100} %`,
        ]
      : []),
    ...urls.flatMap(([key, url]) => urlFaults(key, new URL(url), local)),
  ];
};

const urlFaults = (key: string, url: URL, local: boolean): string[] => [
  ...(url.protocol !== 'https:' && !local ? [`${key}: must begin with https://`] : []),
  ...(url.username || url.password
    ? [`${key}: must not carry a user or password; credentials belong in the WMS secret`]
    : []),
  ...(url.search || url.hash ? [`${key}: must not carry a query or fragment`] : []),
];

const shopFaults = ({ shops }: StageSettings): string[] => {
  const repeated = (values: readonly string[]) => [
    ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
  ];
  const arns = shops.flatMap((shop) => shop.secretArn ?? []);
  return [
    ...repeated(shops.map((shop) => shop.domain)).map(
      (domain) => `shops: ${domain} is listed twice`,
    ),
    ...repeated(arns).map(
      (arn) =>
        `shops: the same secret ${arn} is under two shops; a signature must tell which shop sent it`,
    ),
  ];
};
