/**
 * The shapes of the secrets' values. Parsing says what is wrong, never what the value is.
 */
import * as z from 'zod';
import { mutualTlsSchema, tlsSchema } from './tls-secret.ts';

/**
 * What a new secret holds until somebody sets it. CloudFormation writes a secret's value again when
 * the template's text changes: altering this constant would wipe every stage's secrets.
 */
export const notSetSecret = '{"state":"not set"}';

/** How the description of such a secret ends: nobody needs to read it to see that it was made so. */
export const madeNotSet = 'made without a value: npm run bridge -- secrets set';

/** Shorter secrets can be guessed; Shopify's have 32 characters and more. */
export const secretCharactersMin = 16;
export const secretCharactersMax = 512;
const secret = z.string().min(secretCharactersMin).max(secretCharactersMax);
/** More are no rotation any more: every webhook is checked against each. */
export const shopSecretsMax = 5;

/** The client secrets that may sign a shop's webhooks, oldest first. Shopify signs with the oldest unrevoked one. */
export const shopSecretSchema = z.strictObject({
  secrets: z.array(secret).min(1).max(shopSecretsMax),
  /**
   * When all but the newest should be out of use, RFC 3339: from then on their use is a ticket.
   * @default - it is one at once
   */
  oldUntil: z.iso.datetime({ offset: true }).optional(),
});
export type ShopSecret = z.output<typeof shopSecretSchema>;

/** What the WMS knows us by; certificates beside it, or alone. */
export const wmsSecretSchema = z.union([
  z.strictObject({
    clientId: z.string().min(1).max(secretCharactersMax),
    clientSecret: secret,
    tls: tlsSchema.optional(),
  }),
  z.strictObject({ apiKey: secret, tls: tlsSchema.optional() }),
  z.strictObject({ tls: mutualTlsSchema }),
]);
export type WmsSecret = z.output<typeof wmsSecretSchema>;

/**
 * How the bridge is known to a shop's Admin API: an app's client credentials, for which Shopify gives
 * tokens of a day, or the permanent token of an app that was made in the shop's admin.
 */
export const adminSecretSchema = z.union([
  z.strictObject({ clientId: z.string().min(1).max(secretCharactersMax), clientSecret: secret }),
  z.strictObject({ accessToken: secret }),
]);
export type AdminSecret = z.output<typeof adminSecretSchema>;

/** Where the deploy finds the pager's address in its secret: `{"url": "https://…"}`. */
export const pagerUrlKey = 'url' satisfies keyof PagerSecret;

/** Of PagerDuty's service regions. Elsewhere a page, which names what is broken, would reach a stranger. */
export const pagerHosts = ['events.pagerduty.com', 'events.eu.pagerduty.com'] as const;
/** What its integration "Amazon CloudWatch" gives, with the key that lets whoever has it page. */
const integrationPath = /^\/integration\/[A-Za-z0-9]{16,64}\/enqueue$/;

/** An address of the integration as it must be written, to the letter. */
const isPagerUrl = (text: string): boolean =>
  pagerHosts.some(
    (host) =>
      text.startsWith(`https://${host}/`) &&
      integrationPath.test(text.slice(`https://${host}`.length)),
  );

export const pagerSecretSchema = z.strictObject({ url: z.string().refine(isPagerUrl) });
export type PagerSecret = z.output<typeof pagerSecretSchema>;

export type ParsedSecret<Value> =
  | { readonly kind: 'set'; readonly value: Value }
  | { readonly kind: 'not-set' }
  /** `fault` names what is wrong with the shape; it holds no part of the value. */
  | { readonly kind: 'malformed'; readonly fault: string };

/** Reads a secret's text against the shape that its user expects. */
export const parseSecret = <Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): ParsedSecret<z.output<Schema>> => {
  if (text === notSetSecret) return { kind: 'not-set' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', fault: 'it is not JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'set', value: parsed.data };
  return { kind: 'malformed', fault: shapeFaults(parsed.error.issues).join('; ') };
};

type Issues = z.ZodError['issues'];

/** Of several shapes, the one that the value is nearest to. Only our own words are repeated. */
const shapeFaults = (issues: Issues, place: readonly PropertyKey[] = []): string[] =>
  issues.flatMap((issue) => {
    const path = [...place, ...issue.path];
    const [nearest] =
      issue.code === 'invalid_union'
        ? [...issue.errors].sort((one, other) => one.length - other.length)
        : [];
    if (nearest !== undefined) return shapeFaults(nearest as Issues, path);
    const isOurs = issue.code === 'custom' && issue.message !== 'Invalid input';
    return `${path.map(String).join('.') || 'the value'}: ${isOurs ? issue.message : issue.code}`;
  });
