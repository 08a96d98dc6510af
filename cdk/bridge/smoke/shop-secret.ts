/**
 * The secret that a smoke test signs with: the oldest value of the shop, as Shopify itself would.
 */
import { freshMillisMin } from '../../../lib/adapters/secrets.ts';
import { parseSecret, shopSecretSchema } from '../../../lib/config/secret-values.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { type CurrentSecret, readSecret } from '../secrets/secret-calls.ts';
import type { ShopSecret } from '../secrets/stage-secrets.ts';
import { spanText } from '../time-text.ts';
import type { SmokeSecret } from './run-smoke.ts';

/** @throws a refusal where it may not be read, is not set, or is none. */
export const readShopSecret = async (
  stage: Stage,
  secret: ShopSecret,
  now: () => number,
): Promise<SmokeSecret> => {
  const current = await readSecret(stage, secret);
  const parsed = parseSecret(shopSecretSchema, current.text);
  if (parsed.kind === 'not-set') throw refusal(`nobody has set it: ${secret.command}`, 1);
  const oldest = parsed.kind === 'set' ? parsed.value.secrets[0] : undefined;
  if (parsed.kind === 'malformed' || oldest === undefined) {
    const fault = parsed.kind === 'malformed' ? parsed.fault : 'it has no value';
    throw refusal(
      `its value is not as the functions want it (${fault}): ${secret.command} --replace`,
      1,
    );
  }
  const young = youngText(current, now());
  return young === undefined ? { value: oldest } : { value: oldest, young };
};

/** Bad signatures must not become reads, so a new value is not met at once. */
const youngText = ({ createdAt }: CurrentSecret, now: number): string | undefined => {
  const age = createdAt === undefined ? Number.POSITIVE_INFINITY : now - createdAt;
  return age > freshMillisMin
    ? undefined
    : `; it was set ${spanText(age)} ago, and is known everywhere after ${spanText(freshMillisMin)}: try again then`;
};
