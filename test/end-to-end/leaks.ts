/**
 * Looks for secrets and personal data wherever none may be, once a stack's scenes are over: its log lines and
 * metrics, its table, what lies on its queues, its template. The canaries are the stack's own secrets and the
 * made-up people of the orders that it was sent.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { LocalStack } from '../../cdk/local/stack.ts';

/** One place where a canary was found. It holds no canary itself. */
export type Leak = { readonly where: string; readonly what: string };

type Canary = {
  readonly what: string;
  readonly text: string;
  /** A field of DESIGN section 5: it may be in messages and letters, and nowhere else. */
  readonly isSent: boolean;
};

/** Shorter ones stand in other words by chance. */
const charactersMin = 8;
/** A few thousand items, and as many letters as one look gives: a large table is looked at in part. */
const pagesMax = 4;
const receivesMax = 5;
const receivedMax = 10;

type Person = Readonly<Record<string, unknown>>;
const personOf = (value: unknown): Person => Object(value);

/** What an order says of people. */
export const canariesOf = (order: object): readonly Canary[] => {
  const { email, contact_email, note, shipping_address, billing_address, customer } =
    personOf(order);
  const [to, bill, who] = [shipping_address, billing_address, customer].map(personOf);
  const sent = {
    note,
    ...{ name: to?.['name'], address1: to?.['address1'], phone: to?.['phone'] },
  };
  const kept = {
    ...{ 'e-mail': email, 'contact’s e-mail': contact_email, 'customer’s e-mail': who?.['email'] },
    ...{ 'billing street': bill?.['address1'], 'billing phone': bill?.['phone'] },
    'customer’s phone': who?.['phone'],
  };
  const canaries = (fields: object, isSent: boolean): Canary[] =>
    Object.entries(fields).flatMap(([what, text]) =>
      typeof text === 'string' && text.length >= charactersMin ? [{ what, text, isSent }] : [],
    );
  const toShip = canaries(sent, true);
  const isSent = (text: string) => toShip.some((one) => one.text === text);
  return [...toShip, ...canaries(kept, false).filter(({ text }) => !isSent(text))];
};

const leaksIn = (where: string, text: string, canaries: Iterable<Canary>): Leak[] =>
  [...canaries].flatMap(({ what, text: canary }) =>
    text.includes(asJson(canary)) ? [{ where, what }] : [],
  );

/** As it stands within a JSON text. */
const asJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const secretsOf = async (client: SecretsManagerClient): Promise<Canary[]> => {
  const { SecretList: list = [] } = await client.send(new ListSecretsCommand({}));
  const texts = await Promise.all(
    list.map(async ({ Name: SecretId }) => {
      const got = await client.send(new GetSecretValueCommand({ SecretId })).catch(() => undefined);
      return got?.SecretString ?? '{}';
    }),
  );
  return texts.flatMap((text) =>
    stringsIn(readJson(text))
      .filter((secret) => secret.length >= 16)
      .map((secret) => ({ what: 'a secret', text: secret, isSent: false })),
  );
};

/** A secret that a test has spoilt is none. */
const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** A client's id is a name, which others may know. */
const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, held]) => (key === 'clientId' ? [] : stringsIn(held)))
    : [];
};

const itemsOf = async (client: DynamoDBClient, TableName: string) => {
  const documents = DynamoDBDocumentClient.from(client);
  const items: Readonly<Record<string, unknown>>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const scan = { TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) };
    const { Items = [], LastEvaluatedKey } = await documents.send(new ScanCommand(scan));
    items.push(...Items);
    ExclusiveStartKey = LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) break;
  }
  return items;
};

/** What a look at the queue gives; it is visible again at once. */
const bodiesOf = async (client: SQSClient, QueueUrl: string): Promise<readonly string[]> => {
  const bodies: string[] = [];
  for (let receive = 0; receive < receivesMax; receive += 1) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, MaxNumberOfMessages: receivedMax, VisibilityTimeout: 0 },
        // What is there, is: the queue's own long poll would be waited out.
        WaitTimeSeconds: 0,
      }),
    );
    if (Messages.length === 0) break;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  return bodies;
};

/** A test may have taken the table or the queues away, and then nothing can be read of them. */
const unlessAway = <Item>(read: Promise<readonly Item[]>): Promise<readonly Item[]> =>
  read.catch(() => []);

const templatesIn = (stateDir: string): readonly string[] => {
  const names = readdirSync(stateDir, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => readFileSync(join(stateDir, name), 'utf8'));
};

export type Scene = {
  readonly stack: Pick<LocalStack, 'describe'>;
  readonly stateDir: string;
  /** All that the functions wrote, as JSON. */
  readonly output: string;
  /** Of the orders that were sent. */
  readonly people: ReadonlyMap<string, Canary>;
};

const contentPrefix = 'letter-content#';

export const findLeaks = async ({ stack, stateDir, output, people }: Scene): Promise<Leak[]> => {
  const { awsEndpoint: endpoint, region, table, queues } = stack.describe();
  const options = { endpoint, region, credentials, maxAttempts: 1 };
  const [secretsManager, dynamo, sqs] = [
    new SecretsManagerClient(options),
    new DynamoDBClient(options),
    new SQSClient(options),
  ];
  try {
    const secrets = await secretsOf(secretsManager);
    const all = [...people.values(), ...secrets];
    const unsent = all.filter(({ isSent }) => !isSent);
    const items = await unlessAway(itemsOf(dynamo, table));
    const isContent = ({ id }: Readonly<Record<string, unknown>>) =>
      String(id).startsWith(contentPrefix);
    const content = items.filter(isContent).map(({ text }) => String(text));
    const queued = [
      ...(await unlessAway(bodiesOf(sqs, queues.orders))),
      ...(await unlessAway(bodiesOf(sqs, queues.deadLetters))),
    ];
    return [
      ...leaksIn('the log and the metrics', output, all),
      ...(/Bearer [\w.~+/-]{8}/.test(output) ? [{ where: 'the log', what: 'a token' }] : []),
      ...leaksIn('the table', JSON.stringify(items.filter((item) => !isContent(item))), all),
      ...leaksIn('the letters’ content', content.join('\n'), unsent),
      ...leaksIn('a message or a letter', queued.join('\n'), unsent),
      ...leaksIn('the template', templatesIn(stateDir).join('\n'), all),
    ];
  } finally {
    for (const client of [secretsManager, dynamo, sqs]) client.destroy();
  }
};

/** Remembers the people of what is sent, each text once. */
export const makePeople = () => {
  const people = new Map<string, Canary>();
  return {
    people,
    note: (order: object): void => {
      for (const canary of canariesOf(order)) {
        // What one order has sent to the WMS may lie in its letter, though another one only kept it.
        const known = people.get(canary.text);
        if (known === undefined || canary.isSent) people.set(canary.text, canary);
      }
    },
  };
};
