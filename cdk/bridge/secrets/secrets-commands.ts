/**
 * `bridge secrets list | set | retire | rotate`: their arguments, and what they do in which order.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AddCommands, Does, Frame } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { parseDuration, parseInstant } from '../time-arguments.ts';
import { adminKinds } from './admin-credentials.ts';
import { listJson, listText } from './list-text.ts';
import { type RetireShopOptions, retireShop } from './retire-shop.ts';
import { type RotateWmsOptions, rotateWms } from './rotate-wms.ts';
import { describeSecret } from './secret-calls.ts';
import { readSecretUse } from './secret-use.ts';
import { type SetAdminOptions, setAdmin } from './set-admin.ts';
import { type SetPagerOptions, setPager } from './set-pager.ts';
import { type SetShopOptions, setShop } from './set-shop.ts';
import { type SetWmsOptions, setWms } from './set-wms.ts';
import { type StageSecret, secretsOf } from './stage-secrets.ts';
import { wmsKinds } from './wms-credentials.ts';

export const addSecretsCommands: AddCommands = (program, { now, act }) => {
  const secrets = program
    .command('secrets')
    .description(
      'What shops sign with, what they are asked with, what the WMS is sent orders with, where pages go.',
    )
    .addHelpText('after', `\n${examples}`);
  secrets
    .command('list')
    .description(
      'Which secrets are set, since when, and which of several a shop signs with. Reads none.',
    )
    .action(act(listSecrets(now)));
  const set = secrets
    .command('set')
    .description('Sets a secret to a value that is typed, or read from standard input.')
    .addHelpText('after', `\n${examples}`);
  addSetShop(set, { now, act });
  addSetAdmin(set, { now, act });
  addSetWms(set, { now, act });
  addSetPager(set, { now, act });
  addRetire(secrets, { now, act });
  addRotate(secrets, { now, act });
};

const addSetShop = (set: Command, { now, act }: Frame): void => {
  set
    .command('shop')
    .description("A client secret that signs a shop's webhooks.")
    .option('--shop <name>', 'which shop, where the stage has several: demo or demo.myshopify.com')
    .option('--add', 'beside the values that it has, while Shopify rotates')
    .addOption(new Option('--replace', 'instead of the values that it has').conflicts('add'))
    .option(
      '--old-until <when>',
      'with --add: what is signed with another after it is a ticket; 7d',
      (text) => dayToCome(text, now()),
    )
    .option('--yes', 'do not ask, also in production')
    .allowExcessArguments()
    .addHelpText('after', `\n${examples}`)
    .action(withoutValue(act<SetShopOptions>(setShop(now))));
};

const untilDaysMax = 90;

const dayToCome = (text: string, now: number): number => {
  const span = parseDuration(text, untilDaysMax);
  const parsed = span.kind === 'time' ? span : parseInstant(text, untilDaysMax, now);
  if (parsed.kind === 'wrong') throw new InvalidArgumentError(parsed.fault);
  return span.kind === 'time' ? now + span.millis : parsed.millis;
};

const addRetire = (secrets: Command, { now, act }: Frame): void => {
  secrets
    .command('retire')
    .description('Takes a secret out of use.')
    .addHelpText('after', `\n${examples}`)
    .command('shop')
    .description("Takes the oldest of a shop's client secrets out of its list.")
    .option('--shop <name>', 'which shop, where the stage has several: demo or demo.myshopify.com')
    .option('--anyway', 'also where the metric says that it is in use, or does not say')
    .option('--yes', 'do not ask, also in production')
    .addHelpText('after', `\n${examples}`)
    .action(act<RetireShopOptions>(retireShop(now)));
};

const addRotate = (secrets: Command, { now, act }: Frame): void => {
  secrets
    .command('rotate')
    .description('Has a secret changed where somebody else gives it out.')
    .addHelpText('after', `\n${examples}`)
    .command('wms')
    .description(
      'New credentials of the WMS, by its key endpoint; needs secretsmanager:RotateSecret.',
    )
    .option('--yes', 'do not ask, also in production')
    .addHelpText('after', `\n${examples}`)
    .action(act<RotateWmsOptions>(rotateWms(now)));
};

const addSetAdmin = (set: Command, { now, act }: Frame): void => {
  const kind = new Option('--kind <kind>', 'how Shopify knows us; else as it is now');
  set
    .command('admin')
    .description("Credentials of a shop's Admin API: an app's client id and secret, or its token.")
    .option('--shop <name>', 'which shop, where the stage has several: demo or demo.myshopify.com')
    .addOption(kind.choices(adminKinds))
    .option('--yes', 'do not ask, also in production')
    .allowExcessArguments()
    .addHelpText('after', `\n${examples}`)
    .action(withoutValue(act<SetAdminOptions>(setAdmin(now))));
};

const addSetWms = (set: Command, { now, act }: Frame): void => {
  const kind = new Option('--kind <kind>', 'how the WMS knows us; else as it is now');
  set
    .command('wms')
    .description("Credentials of the WMS: a client's id and secret, an API key, or a certificate.")
    .addOption(kind.choices(wmsKinds))
    .option('--ca <file>', 'the authority that vouches for the WMS, in PEM')
    .option('--certificate <file>', 'our own certificate, and those up to its authority, in PEM')
    .option('--key <file>', 'the key of our certificate, in PEM, without a passphrase')
    .option('--no-certificates', 'take those out that the secret has; else they are kept')
    .option('--yes', 'do not ask, also in production')
    .allowExcessArguments()
    .addHelpText('after', `\n${examples}`)
    .action(withoutValue(act<SetWmsOptions>(setWms(now))));
};

const addSetPager = (set: Command, { now, act }: Frame): void => {
  set
    .command('pager')
    .description('Where pages go: the address of the PagerDuty integration "Amazon CloudWatch".')
    .option('--yes', 'do not ask, also in production')
    .allowExcessArguments()
    .addHelpText('after', `\n${examples}`)
    .action(withoutValue(act<SetPagerOptions>(setPager(now))));
};

const examples = `To set one needs secretsmanager:PutSecretValue on it; to add to it, GetSecretValue, too.

Examples:
  npm run bridge -- secrets list --stage production
  npm run bridge -- secrets set shop --shop demo --add --old-until 7d --stage production
  npm run bridge -- secrets retire shop --shop demo --stage production
  npm run bridge -- secrets set admin --shop demo --kind client < app.json
  npm run bridge -- secrets set wms --kind oauth2 < credentials.json
  npm run bridge -- secrets set wms --kind mutual-tls --certificate us.pem --key us-key.pem --ca wms-ca.pem
  npm run bridge -- secrets rotate wms --stage production
  npm run bridge -- secrets set pager --stage production`;

/** Refused before anything is called, and without repeating the value. */
const withoutValue = (action: ReturnType<Frame['act']>) =>
  async function set(this: Command) {
    if (this.args.length > 0) {
      throw refusal(
        "a secret is no argument, since the shell's history and the list of processes would show it: it is asked for, or read from standard input",
        2,
      );
    }
    await action.call(this);
  };

const listSecrets =
  (now: () => number): Does<object> =>
  async (stage) => {
    const { names } = stage;
    const secrets = await Promise.all(
      secretsOf(names).map(async (secret) => ({
        ...secret,
        ...(await describeSecret(stage, secret)),
        ...(await usedOf(stage, secret, now())),
      })),
    );
    const seen = { names, now: now(), secrets };
    return { text: listText(seen), json: listJson(seen) };
  };

/** Each shop's lines are looked for by themselves. */
const usedOf = async (stage: Stage, { kind, shop }: StageSecret, now: number) =>
  kind === 'shop' && shop !== undefined ? { use: await readSecretUse(stage, shop, now) } : {};
