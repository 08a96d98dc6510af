/**
 * `bridge load`: its arguments, and the world that a load test needs.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { makeReadState } from '../../../lib/adapters/order-records.ts';
import type { AddCommands, Does, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { chooseShop } from '../secrets/stage-secrets.ts';
import { postWebhook } from '../smoke/post-webhook.ts';
import { readShopSecret } from '../smoke/shop-secret.ts';
import { spanText } from '../time-text.ts';
import { awaitEnds, type EndPorts } from './await-ends.ts';
import { type DrivePorts, driveLoad } from './drive-load.ts';
import { loadFiguresOf } from './load-figures.ts';
import {
  durationDefaultMillis,
  durationMillisMax,
  durationOf,
  type LoadOptions,
  ordersMax,
  ordersOf,
  pageOf,
  rateDefault,
  rateMax,
  rateOf,
  shapeOf,
  skuOf,
  timeoutDefaultMillis,
  timeoutOf,
} from './load-options.ts';
import { makeLoadOrder, signedLoadOrder } from './load-order.ts';
import { type LoadRun, loadAnswer, loadPage } from './load-report.ts';
import { loadShapes, sendTimesOf } from './send-times.ts';

export const addLoadCommand: AddCommands = (program, { now, act }) => {
  const command = program
    .command('load')
    .description(
      'Sends signed test orders of a made-up person at a rate, and checks that each arrived once.',
    );
  addOptions(command)
    .addHelpText('after', `\n${examples}`)
    .action(act<LoadOptions>(load(now)));
};

const addOptions = (command: Command): Command =>
  command
    .option('--shop <name>', 'whose orders, where the stage has several shops')
    .option('--rate <orders>', `orders per minute, up to ${rateMax}`, rateOf, rateDefault)
    .addOption(
      new Option(
        '--duration <duration>',
        `for how long: 90s, 10m; at most ${spanText(durationMillisMax)}`,
      )
        .argParser(durationOf)
        .default(durationDefaultMillis, spanText(durationDefaultMillis)),
    )
    .option('--shape <shape>', loadShapes.join(', '), shapeOf, 'steady')
    .addOption(
      new Option('--timeout <duration>', 'how long what was sent may take to come to its end')
        .argParser(timeoutOf)
        .default(timeoutDefaultMillis, spanText(timeoutDefaultMillis)),
    )
    .option('--sku <sku>', 'an article that the WMS knows', skuOf, 'LOAD-TEST')
    .option('--page <file>', 'writes the report as a page, too', pageOf)
    .option('--yes-production', 'does it to a production stage');

const examples = `flash-sale: half of the orders in a tenth of the time; replay-burst: four fifths in a twentieth.
At most ${ordersMax} orders. In production, where test orders are ignored, none gets to the WMS; elsewhere they stay there.
Signs as the shop does: needs secretsmanager:GetSecretValue on the shop's secret. Ctrl-C sends no more, and reports.

Examples:
  npm run bridge -- load
  npm run bridge -- load --stage staging --rate 600 --duration 10m --page load.html
  npm run bridge -- load --stage staging --rate 300 --duration 5m --shape flash-sale --json`;

const load =
  (now: () => number): Does<LoadOptions> =>
  async (stage, options, _operands, person) => {
    const { names } = stage;
    if (names.production && options.yesProduction !== true) {
      throw refusal(`${names.title} is in production: a load test of it wants --yes-production`, 2);
    }
    const orders = ordersOf(options);
    if (orders > ordersMax) {
      throw refusal(`that would be ${orders} orders; at most ${ordersMax} are sent`, 2);
    }
    const run = await runLoad(stage, options, person, now);
    if (options.page === undefined) return loadAnswer(run);
    await writePage(options.page, loadPage(run));
    return loadAnswer({ ...run, page: options.page });
  };

const writePage = async (file: string, page: string): Promise<void> => {
  try {
    await writeFile(file, page);
  } catch {
    throw refusal(`${file} cannot be written; all orders were sent and looked at`, 1);
  }
};

const runLoad = async (
  stage: Stage,
  options: LoadOptions,
  person: Person,
  now: () => number,
): Promise<LoadRun> => {
  const { names } = stage;
  const { shape, duration, timeout } = options;
  const chosen = chooseShop(names, options.shop);
  const { value: secret } = await readShopSecret(stage, chosen, now);
  const { shop } = chosen;
  const startedAt = now();
  const planned = ordersOf(options);
  const ports = portsOf({ stage, shop, secret, startedAt, planned, options }, person, now);
  const sent = await driveLoad(ports.driving, sendTimesOf(shape, planned, duration));
  const numbers = sent.map(({ number }) => number);
  const ends = await awaitEnds(ports.ending, numbers, timeout);
  return {
    ...{ title: names.title, stage: names.stage, shop, shape, startedAt },
    ...{ seconds: duration / 1_000, sent, ends },
    expected: names.production ? 'not_sent' : 'delivered',
    figures: loadFiguresOf(planned, sent, ends),
  };
};

type Load = {
  readonly stage: Stage;
  readonly shop: string;
  readonly secret: string;
  readonly startedAt: number;
  readonly planned: number;
  readonly options: LoadOptions;
};

/** The world of both phases; the progress counts each order twice, sent and ended. */
const portsOf = (
  { stage, shop, secret, startedAt, planned, options }: Load,
  person: Person,
  now: () => number,
) => {
  const { names, documents } = stage;
  const { left } = person;
  const orderOf = (number: number) => makeLoadOrder(startedAt, number, options.sku);
  const readState = makeReadState(documents, names.table);
  const tell = (done: number, text: string) => person.progress({ done, of: 2 * planned, text });
  const pause = (millis: number) => delay(millis, undefined, { signal: left }).catch(() => {});
  const common = { now, pause, left };
  const driving: DrivePorts = {
    ...common,
    post: (number) =>
      postWebhook(
        names.webhookUrl,
        signedLoadOrder(orderOf(number), { shop, secret, makeId: randomUUID }),
      ),
    progress: (done) => tell(done, `${done} of ${planned} orders answered`),
  };
  const ending: EndPorts = {
    ...common,
    readRecords: async (numbers) => {
      const keys = numbers.map((number) => ({ shop, orderId: orderOf(number).id }));
      const { recordOf } = await readState(keys);
      return keys.map(recordOf);
    },
    progress: (done) => tell(planned + done, `${done} of ${planned} orders came to their end`),
  };
  return { driving, ending };
};
