/**
 * `bridge webhooks check | register`: their arguments, and what they do in which order.
 */
import type { AddCommands, Does } from '../command.ts';
import { invokeUnlessRefused } from '../invoke.ts';
import type { Stage } from '../open-stage.ts';
import { checkedSchema } from '../reconcile/answers.ts';
import { confirmProduction } from '../secrets/confirm.ts';
import { chooseShop } from '../secrets/stage-secrets.ts';
import { whoAsks } from '../who.ts';
import { checkAnswer } from './check-text.ts';

type CheckOptions = { readonly shop?: string };
type RegisterOptions = CheckOptions & { readonly yes?: true };

const shopText = 'which shop alone, where the stage has several';

export const addWebhooksCommands: AddCommands = (program, { now, act }) => {
  const webhooks = program
    .command('webhooks')
    .description('What Shopify sends to the stage.')
    .addHelpText('after', `\n${examples}`);
  webhooks
    .command('check')
    .description(
      'Whether Shopify sends all topics, once, and to the right address. Changes nothing.',
    )
    .option('--shop <name>', shopText)
    .addHelpText('after', `\n${examples}`)
    .action(act<CheckOptions>(check(now)));
  webhooks
    .command('register')
    .description('Has Shopify send the topics that are missing. Those that come are left alone.')
    .option('--shop <name>', shopText)
    .option('--yes', 'do not ask, also in production')
    .addHelpText('after', `\n${examples}`)
    .action(act<RegisterOptions>(register(now)));
};

const examples = `Shopify removes subscriptions that have failed for long, and tells nobody who reads logs. The
stage looks every hour by itself.

Examples:
  npm run bridge -- webhooks check --stage production
  npm run bridge -- webhooks register --shop demo --stage production`;

const check =
  (now: () => number): Does<CheckOptions> =>
  async (stage, { shop }) =>
    ask(stage, { action: 'subscriptions', ...shopOf(stage, shop) }, now);

const register =
  (now: () => number): Does<RegisterOptions> =>
  async (stage, { shop, yes }, _operands, person) => {
    const what = 'has Shopify send webhooks to the door';
    await confirmProduction(stage.names, person, what, yes === true);
    const by = await whoAsks(stage.sts);
    return ask(stage, { action: 'register', by, ...shopOf(stage, shop) }, now);
  };

const shopOf = ({ names }: Stage, asked: string | undefined): { readonly shop?: string } =>
  asked === undefined ? {} : { shop: chooseShop(names, asked).shop };

const ask = async ({ lambda, names }: Stage, request: object, now: () => number) => {
  const { reconcileOrders } = names.functions;
  const check = await invokeUnlessRefused(lambda, reconcileOrders, request, checkedSchema);
  return checkAnswer({ names, now: now(), check });
};
