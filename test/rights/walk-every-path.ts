/**
 * One scene on the local stack in which everything that may be done is done once: by the functions, by the
 * clocks, and by the people who look and who are on call.
 */
import { dirname } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Right } from '../../cdk/local/aws/rights.ts';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { makeRun } from '../bridge/run-bridge.ts';
import { shopifyLine, shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, startWarmBridge, unpaced, until, updatedAt } from '../end-to-end/bridge.ts';
import { placeInShopify, poll, withoutGrace } from '../end-to-end/missed-orders.ts';
import { makeNightHand } from '../end-to-end/nightly-orders.ts';
import { replayLetters } from '../end-to-end/replay.ts';

export type Walked = {
  readonly rights: readonly Right[];
  /** What was asked for and not granted. */
  readonly denials: readonly string[];
};

/** What waits is back at once, and the pager is tested by the clock, too. */
const settings = {
  ...{ ...unpaced, ...withoutGrace },
  circuit: { probeSecondsMin: 1, deferSecondsMin: 1, probeRunningSecondsMin: 1 },
  alarms: { weeklyPageTest: true },
};

/** @param tell - what is being done. */
export const walkEveryPath = async (tell: (step: string) => void): Promise<Walked> => {
  tell('starting the local stack');
  const bridge = await startWarmBridge(settings);
  try {
    for (const [step, walk] of Object.entries(steps)) {
      tell(step);
      await walk(bridge);
    }
    const denials = bridge.notes.filter((note) => note.startsWith('denied: '));
    return { rights: bridge.stack.rights(), denials };
  } finally {
    await bridge.close();
  }
};

const reached = (bridge: Bridge, id: string, stage: string) =>
  until(`${stage} of ${id}`, () => bridge.lines(id).find((line) => line.stage === stage), 30);

/** Nobody can pick it, so it becomes a letter. */
const park = async (bridge: Bridge, id: string): Promise<void> => {
  await bridge.deliver(shopifyOrder({ id, line_items: [shopifyLine({ sku: null })] }));
  await reached(bridge, id, 'parked');
};

/** Fails for longer than the circuit is remembered, is put back, and delivered when it is due. */
const putBack = async (bridge: Bridge): Promise<void> => {
  const fault = bridge.wms.faults.add({ kind: 'status', status: 503 });
  await bridge.deliver(shopifyOrder({ id: '11' }));
  await reached(bridge, '11', 'failed');
  bridge.wms.faults.clear(fault);
  await reached(bridge, '11', 'processed');
};

/** Shopify's clock has whole seconds: two contents of one version make an order doubtful. */
const readAgain = async (bridge: Bridge): Promise<void> => {
  for (const note of ['first', 'second']) {
    await bridge.deliver(placeInShopify(bridge, '12', { ...updatedAt(1), note }));
    await until(note, () => bridge.wms.order('12')?.current.note === note, 30);
  }
  await poll(bridge);
};

const missed = async (bridge: Bridge): Promise<void> => {
  placeInShopify(bridge, '13');
  placeInShopify(bridge, '14', { note: 'x'.repeat(1_100_000) });
  await poll(bridge);
  await reached(bridge, '13', 'processed');
  await reached(bridge, '14', 'parked');
};

const letters = async (bridge: Bridge): Promise<void> => {
  await bridge.send({ id: '15', customer: { first_name: 'Ada' } });
  await reached(bridge, '15', 'parked');
  for (const id of ['16', '17', '18']) await park(bridge, id);
  await replayLetters(bridge, { orderId: '16' });
  await bridge.invoke('browse-dead-letters', { action: 'jobs' });
};

const night = async (bridge: Bridge): Promise<void> => {
  const hand = makeNightHand(bridge);
  try {
    await hand.night();
  } finally {
    hand.close();
  }
};

type Person = keyof StackDescription['people'];

const keysOf = ({ stack }: Bridge, who: Person) => {
  const keys = stack.describe().people[who];
  if (keys === undefined) throw new Error(`the template has no policy for ${who}`);
  return keys;
};

/** @throws where the command line cannot do it. */
const command = async (bridge: Bridge, who: Person, ...args: readonly string[]) => {
  const { logs } = bridge.stack.describe();
  const run = makeRun(dirname(logs), Date.now, undefined, keysOf(bridge, who));
  const { code, out, complaints } = await run(...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${complaints.join('; ')}`);
  return out;
};

const look = async (bridge: Bridge, who: Person): Promise<void> => {
  await command(bridge, who, 'status');
  await command(bridge, who, 'trace', '17');
  await command(bridge, who, 'dead-letters', 'list');
  await command(bridge, who, 'secrets', 'list');
  const { shops } = JSON.parse(await command(bridge, who, 'reconcile', '--report', '--json'));
  await readObject(bridge, who, shops[0].last.page);
};

const readObject = async (bridge: Bridge, who: Person, address: string): Promise<void> => {
  const { awsEndpoint: endpoint, region } = bridge.stack.describe();
  const { hostname: Bucket, pathname } = new URL(address);
  const credentials = keysOf(bridge, who);
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new GetObjectCommand({ Bucket, Key: pathname.slice(1) }));
  s3.destroy();
};

const operate = async (bridge: Bridge): Promise<void> => {
  const confirmed = ['--confirm', '1', '--no-wait'];
  await command(bridge, 'onCall', 'circuit', 'open', '--reason', 'test');
  await command(bridge, 'onCall', 'circuit', 'close');
  await command(bridge, 'onCall', 'dead-letters', 'replay', '--order', '17', ...confirmed);
  const discard = ['discard', '--order', '18', '--reason', 'test', ...confirmed];
  await command(bridge, 'onCall', 'dead-letters', ...discard);
  await command(bridge, 'onCall', 'reconcile', '--since', '1h', '--dry-run');
  await command(bridge, 'onCall', 'page', 'test', '--hold', '1s');
};

/** By whoever may set secrets, which neither policy lets anybody. */
const rotate = async ({ stack }: Bridge): Promise<void> => {
  const { logs } = stack.describe();
  const { code, complaints } = await makeRun(dirname(logs))('secrets', 'rotate', 'wms');
  if (code !== 0) throw new Error(`secrets rotate wms: ${complaints.join('; ')}`);
};

/** The operations route, as whoever signs with IAM calls it. */
const callRoute = async (bridge: Bridge): Promise<void> => {
  const { webhookUrl, region } = bridge.stack.describe();
  const { accessKeyId } = keysOf(bridge, 'onCall');
  const scope = `${accessKeyId}/20261122/${region}/execute-api/aws4_request`;
  const answer = await fetch(new URL('/operations/dead-letters', webhookUrl), {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
      'content-type': 'application/json',
    },
    body: '{"action":"plan","filter":{}}',
  });
  if (!answer.ok) throw new Error(`the operations route answered ${answer.status}`);
};

const steps: Readonly<Record<string, (bridge: Bridge) => Promise<void>>> = {
  'an order that is put back': putBack,
  'an order that is read again': readAgain,
  'orders that no webhook told of': missed,
  'dead letters': letters,
  'a night': night,
  'who looks': (bridge) => look(bridge, 'viewer'),
  'who is on call': async (bridge) => {
    await look(bridge, 'onCall');
    await operate(bridge);
    await callRoute(bridge);
  },
  'a rotation': rotate,
  'the clocks': async ({ stack, invoke }) => {
    await stack.runSchedules();
    // Clocks do not wait for what comes of it.
    await invoke('watch-bridge', {});
    await invoke('replay-dead-letters', { action: 'work' });
  },
};
