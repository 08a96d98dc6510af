import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { customerRedactBody, dataRequestBody, shopRedactBody } from '../builders/compliance.ts';
import { shopifyAddress, shopifyOrder, signedRequest } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until } from './bridge.ts';
import { findLeaks, makePeople } from './leaks.ts';
import { poll } from './missed-orders.ts';
import { planReplay } from './replay.ts';

let bridge: Bridge;
let client: DynamoDBClient;
beforeAll(async () => {
  bridge = await startWarmBridge({
    ...unpaced,
    circuit: { ordersToOpen: 10, rateAttemptsMin: 1_000 },
  });
  const { awsEndpoint: endpoint, region } = bridge.stack.describe();
  client = new DynamoDBClient({ endpoint, region, credentials });
});
afterAll(async () => {
  client?.destroy();
  await bridge?.close();
});

const newId = makeOrderIds(8_000_001n);
const reached = (id: string, stage: string) =>
  until(`${stage} of ${id}`, () => bridge.lines(id).find((line) => line.stage === stage), 30);
const readTable = async () => {
  const { table: TableName } = bridge.stack.describe();
  const documents = DynamoDBDocumentClient.from(client);
  const { Items: items = [] } = await documents.send(
    new ScanCommand({ TableName, ConsistentRead: true }),
  );
  return { TableName, documents, items };
};
const tableText = async (): Promise<string> => JSON.stringify((await readTable()).items);
/** As if every order so far had come three days earlier. */
const dateBack = async (): Promise<void> => {
  const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
  const { TableName, documents, items } = await readTable();
  for (const { accepted, receivedAt, ...item } of items) {
    const dated = {
      ...(accepted === undefined ? {} : { accepted: { ...accepted, at } }),
      ...(receivedAt === undefined ? {} : { receivedAt: at }),
    };
    const isDated = accepted !== undefined || receivedAt !== undefined;
    if (isDated) {
      await documents.send(new PutCommand({ TableName, Item: { ...item, ...dated } }));
    }
  }
};
const told = (request: string) =>
  bridge
    .records()
    .filter(({ message, privacy }) => message === 'privacy.worked' && privacy === request);
const ask = (topic: string, body: object) => {
  const { shopifySecret: secret, shop } = bridge.stack.describe();
  const request = signedRequest({ body: JSON.stringify(body), secret, shop, topic });
  return bridge.post(request.body, { ...request.headers });
};
const shopOf = () => bridge.stack.describe().shop;

/** Parked, so that its content lies in the dead letters and in the table. */
const parkOrderOf = async (person: string): Promise<string> => {
  const id = newId();
  bridge.wms.faults.add({ kind: 'status', status: 422, orderId: id });
  const shipping_address = shopifyAddress({ name: person, address1: `1 ${person} Street` });
  await bridge.deliver(shopifyOrder({ id, shipping_address, note: `for ${person}` }));
  await reached(id, 'parked');
  return id;
};

describe('a customer', () => {
  it('who is to be forgotten is, in the letters and on the queue, and nobody else', async () => {
    const [parked, kept] = [await parkOrderOf('Leavingbird'), await parkOrderOf('Stayingbird')];
    const waiting = newId();
    const fault = bridge.wms.faults.add({ kind: 'status', status: 503, orderId: waiting });
    await bridge.deliver(shopifyOrder({ id: waiting }));
    await reached(waiting, 'failed');
    expect(await tableText()).toContain('Leavingbird');

    const body = customerRedactBody([Number(parked), Number(waiting)], shopOf());
    expect((await ask('customers/redact', body)).status).toBe(200);
    await poll(bridge);
    bridge.wms.faults.clear(fault);

    const table = await tableText();
    expect(table).not.toContain('Leavingbird');
    expect(table).toContain('Stayingbird');
    expect(await planReplay(bridge, { orderId: parked })).toMatchObject({ letters: 0 });
    expect(await planReplay(bridge, { orderId: kept })).toMatchObject({ letters: 1 });
    // The message is dropped unsent when its time comes.
    await reached(waiting, 'superseded');
    expect(bridge.wms.order(waiting)).toBeUndefined();
    // The walk takes the settled letter off its queue: the other one stays.
    expect(await bridge.invoke('replay-dead-letters', { action: 'work' })).toMatchObject({
      kind: 'worked',
    });
    await poll(bridge);
    expect(told('customers/redact').map(({ outcome }) => outcome)).toEqual(['again', 'done']);
    expect(await tableText()).not.toContain('115310627');
  }, 90_000);

  it('who asks what is held gets a person with a list', async () => {
    const parked = await parkOrderOf('Askingbird');
    expect(
      (await ask('customers/data_request', dataRequestBody([Number(parked)], shopOf()))).status,
    ).toBe(200);
    await poll(bridge);

    expect(told('customers/data_request')).toMatchObject([
      {
        level: 'WARN',
        letters: 1,
        outcome: 'done',
        report: expect.stringMatching(/^reports\/privacy\/.+-9999\.json$/),
      },
    ]);
  }, 60_000);

  it('is asked for by nobody who cannot sign', async () => {
    const body = JSON.stringify(shopRedactBody(shopOf()));
    const { headers } = signedRequest({
      body,
      secret: 'a-secret-that-is-not-ours',
      shop: shopOf(),
      topic: 'shop/redact',
    });
    expect((await bridge.post(body, { ...headers })).status).toBe(401);
  });
});

describe('a shop', () => {
  it('that is to be forgotten, and has sold nothing for days, leaves no letter with content', async () => {
    await parkOrderOf('Lastbird');
    await dateBack();
    expect((await ask('shop/redact', shopRedactBody(shopOf()))).status).toBe(200);
    await poll(bridge);

    expect(await tableText()).not.toMatch(/Lastbird|Stayingbird|letter-content#/);
    expect(await planReplay(bridge, {})).toMatchObject({ letters: 0 });
  }, 60_000);
});

it('what leaks is found, wherever it is', async () => {
  const { shopifySecret, table: TableName } = bridge.stack.describe();
  const { people, note } = makePeople();
  note(shopifyOrder({ note: 'for Plantedbird', email: 'plantedbird@example.com' }));
  const look = (output: string) =>
    findLeaks({ stack: bridge.stack, stateDir: import.meta.dirname, output, people });
  const documents = DynamoDBDocumentClient.from(client);
  const Key = { id: 'order#planted' };

  expect(await look('')).toEqual([]);
  expect(await look(`{"a":"${shopifySecret}"}`)).toEqual([
    { where: 'the log and the metrics', what: 'a secret' },
  ]);
  expect(await look('authorization: Bearer abcdefgh12345678')).toEqual([
    { where: 'the log', what: 'a token' },
  ]);
  await documents.send(new PutCommand({ TableName, Item: { ...Key, note: 'for Plantedbird' } }));
  const Item = { id: 'letter-content#planted#0', text: 'plantedbird@example.com for Plantedbird' };
  await documents.send(new PutCommand({ TableName, Item }));
  expect(await look('')).toEqual([
    { where: 'the table', what: 'note' },
    { where: 'the letters’ content', what: 'e-mail' },
  ]);
  for (const { id } of [Key, Item]) {
    await documents.send(new DeleteCommand({ TableName, Key: { id } }));
  }
});

it('none of it is in a log line, and no right is missing', () => {
  expect(bridge.output()).not.toMatch(
    /(Leaving|Staying|Asking|Last)bird|wilhelmina|555 0147|115310627/,
  );
  expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
});
