/**
 * `bridge smoke`: its arguments, and the world that a smoke test needs.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError } from 'commander';
import { makeReadRecord } from '../../../lib/adapters/order-records.ts';
import type { AddCommands, Does, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { chooseShop, type ShopSecret } from '../secrets/stage-secrets.ts';
import { parseDuration } from '../time-arguments.ts';
import { spanText } from '../time-text.ts';
import { postWebhook } from './post-webhook.ts';
import { runSmoke, type SmokePorts, type SmokeTest } from './run-smoke.ts';
import { readShopSecret } from './shop-secret.ts';
import { chanceEnd, makeSmokeOrder } from './smoke-order.ts';
import { smokeAnswer, stepText } from './smoke-text.ts';

const timeoutMillis = 60_000;
const timeoutMillisMax = 900_000;
const skuCharactersMax = 100;
/** In production there is nothing to cancel. */
const steps = { production: 6, elsewhere: 8 } as const;

type SmokeOptions = { readonly shop?: string; readonly timeout: number; readonly sku: string };

export const addSmokeCommand: AddCommands = (program, { now, act }) => {
  program
    .command('smoke')
    .description(
      'Sends a signed test order of a made-up person through the stage, and cancels it at the end.',
    )
    .option('--shop <name>', 'whose order, where the stage has several shops')
    .option(
      '--timeout <duration>',
      `how long the order may take: 90s, 5m; at most ${spanText(timeoutMillisMax)}`,
      timeoutOf,
      timeoutMillis,
    )
    .option('--sku <sku>', 'an article that the WMS knows', skuOf, 'SMOKE-TEST')
    .addHelpText('after', `\n${examples}`)
    .action(act<SmokeOptions>(smoke(now)));
};

const examples = `In production, where test orders are ignored, nothing is sent to the WMS.
Signs as the shop does: needs secretsmanager:GetSecretValue on the shop's secret.

Examples:
  npm run bridge -- smoke
  npm run bridge -- smoke --stage production --timeout 2m
  npm run bridge -- smoke --stage staging --sku IPOD-342-N --json`;

const timeoutOf = (text: string): number => {
  const parsed = parseDuration(text, 1);
  if (parsed.kind === 'wrong') throw new InvalidArgumentError(parsed.fault);
  if (parsed.millis <= timeoutMillisMax) return parsed.millis;
  throw new InvalidArgumentError(`It must be at most ${spanText(timeoutMillisMax)}.`);
};

const skuOf = (text: string): string => {
  if (/^[\x21-\x7e]+$/.test(text) && text.length <= skuCharactersMax) return text;
  throw new InvalidArgumentError(
    `It has 1 to ${skuCharactersMax} printable characters without a space.`,
  );
};

const smoke =
  (now: () => number): Does<SmokeOptions> =>
  async (stage, { shop: asked, timeout, sku }, _operands, person) => {
    const { names } = stage;
    const secret = chooseShop(names, asked);
    const startedAt = now();
    const order = makeSmokeOrder(startedAt, randomInt(chanceEnd), sku);
    const test: SmokeTest = {
      ...{ order, shop: secret.shop, production: names.production, timeoutMillis: timeout },
      look: {
        trace: `npm run bridge -- trace ${order.id}${names.flag}`,
        secrets: `npm run bridge -- secrets list${names.flag}`,
      },
    };
    const taken = await runSmoke(portsOf(stage, secret, test, { now, person }), test);
    return smokeAnswer({ names, startedAt, test, steps: taken });
  };

const portsOf = (
  stage: Stage,
  secret: ShopSecret,
  { order, production }: SmokeTest,
  { now, person }: { readonly now: () => number; readonly person: Person },
): SmokePorts => {
  const { names, documents, who } = stage;
  const readRecord = makeReadRecord(documents, names.table);
  const of = production ? steps.production : steps.elsewhere;
  return {
    ...{ who, now, makeId: randomUUID, left: person.left },
    begins: (step, done) =>
      person.progress({ done: Math.min(done, of), of, text: stepText(step, production) }),
    readSecret: () => readShopSecret(stage, secret, now),
    readRecord: () => readRecord(secret.shop, order.id),
    post: (webhook) => postWebhook(names.webhookUrl, webhook),
    // Whoever leaves ends the pause.
    pause: (millis) => delay(millis, undefined, { signal: person.left }).catch(() => {}),
  };
};
