/**
 * Emulators that run elsewhere (DynamoDB Local, ElasticMQ, LocalStack …), given by flags of `npm start`:
 * waits until they answer, and says which flag is at fault where they do not.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startRefused } from '../start-refused.ts';
import type { Emulator } from './emulators.ts';
import { makeForward } from './forward.ts';
import { type Answered, describeFailure, readAnswer } from './resource-call.ts';

/** Base URLs; a service that is not named is embedded. */
export type OutsideEndpoints = {
  readonly dynamodb?: string | undefined;
  readonly sqs?: string | undefined;
};

export type ReachOptions = {
  /** Everything is kept there under this region. */
  readonly region: string;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** @default - a JVM's start */
  readonly waitMillisMax?: number;
};

type OutsideService = {
  readonly service: 'dynamodb' | 'sqs';
  readonly flag: string;
  /** Asked first; every server of the service knows it, and it changes nothing. */
  readonly target: string;
  readonly isAnswer: (value: Readonly<Record<string, unknown>>) => boolean;
};

const outsideServices: readonly OutsideService[] = [
  {
    service: 'dynamodb',
    flag: '--dynamodb-endpoint',
    target: 'DynamoDB_20120810.ListTables',
    isAnswer: ({ TableNames }) => Array.isArray(TableNames),
  },
  {
    service: 'sqs',
    flag: '--sqs-endpoint',
    target: 'AmazonSQS.ListQueues',
    // Where there are none, some answer with an empty object.
    isAnswer: ({ QueueUrls = [] }) => Array.isArray(QueueUrls),
  },
];

const waitMillisMaxUsual = 10_000;
const answerMillisMax = 2_000;
const pollMillis = 200;

/** Never closed by us: it was not us who started it. */
export const outsideEmulator = (url: string): Emulator => ({ url, close: async () => {} });

/** @throws a refusal that names the flag, when an emulator is not there or is no such emulator. */
export const reachOutside = async (
  endpoints: OutsideEndpoints,
  options: ReachOptions,
): Promise<void> => {
  for (const one of outsideServices) {
    const url = endpoints[one.service];
    if (url !== undefined) await reach(one, url, options);
  }
};

const reach = async (
  { service, flag, target, isAnswer }: OutsideService,
  url: string,
  { region, note, signal, waitMillisMax = waitMillisMaxUsual }: ReachOptions,
): Promise<void> => {
  const forward = makeForward(outsideEmulator(url), service, region);
  const call = { target, contentType: 'application/x-amz-json-1.0', body: Buffer.from('{}') };
  const until = performance.now() + waitMillisMax;
  try {
    for (let tries = 1; ; tries += 1) {
      const said = await hear(forward.send(call, answerMillisMax));
      if (said.kind === 'done' && isAnswer(said.value)) return;
      if (said.kind !== 'silent')
        throw startRefused(`${flag} ${url}: this is no ${names[service]}: ${sayAnswer(said)}`, 1);
      if (performance.now() >= until)
        throw startRefused(`${flag} ${url}: nothing answers there (${said.why})`, 1);
      if (tries === 1) note(`waiting for the ${names[service]} at ${url} …`);
      await sleep(pollMillis, undefined, signal ? { signal } : {});
    }
  } finally {
    await forward.close();
  }
};

const names = { dynamodb: 'DynamoDB', sqs: 'SQS' } as const;

type Heard =
  | Answered
  | { readonly kind: 'silent'; readonly why: string }
  | { readonly kind: 'strange'; readonly status: number };

/** One that is just starting refuses connections, or answers that it is not there yet. */
const hear = async (reply: ReturnType<ReturnType<typeof makeForward>['send']>): Promise<Heard> => {
  try {
    const { status, body } = await reply;
    if (status === 502 || status === 503) return { kind: 'silent', why: String(status) };
    return readAnswer(status, body.toString()) ?? { kind: 'strange', status };
  } catch (error) {
    return { kind: 'silent', why: describeFailure(error) };
  }
};

const sayAnswer = (said: Exclude<Heard, { readonly kind: 'silent' }>): string =>
  said.kind === 'refused'
    ? `it answers ${said.code}`
    : said.kind === 'strange'
      ? `it answers ${said.status} and no JSON`
      : 'it answers something else';
