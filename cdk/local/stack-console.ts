/**
 * What the page shows and what its buttons do, in terms of the running stack.
 */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type ConsoleState, type LocalConsole, startConsole } from './console/console.ts';
import { addRecord, emptyBoard } from './console/order-board.ts';
import type { AwsEndpoint, InvokeFunction } from './contracts.ts';
import { readFunctionSpecs } from './functions/function-spec.ts';
import type { LogRecord } from './functions/log-lines.ts';
import { operatorCredentials } from './operator-credentials.ts';
import { describeTemplate } from './stack-file.ts';
import type { SimulatedWms } from './wms/simulated-wms.ts';

export type StackConsoleOptions = {
  /** 0 takes any free one. */
  readonly port: number;
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template'>;
  readonly region: string;
  readonly invoke: InvokeFunction;
  /** Without it the page has no switches. */
  readonly wms: SimulatedWms | undefined;
  readonly board: Board;
};

/** The orders that the page lists, by what the functions log. */
export type Board = {
  readonly hear: (record: LogRecord) => void;
  readonly read: () => ConsoleState['board'];
};

export const makeBoard = (): Board => {
  let board = emptyBoard;
  return {
    hear: (record) => {
      board = addRecord(board, record);
    },
    read: () => board,
  };
};

/** The page, and the clients that it asks the queues with; `close` ends both. */
export const startStackConsole = async (options: StackConsoleOptions): Promise<LocalConsole> => {
  const { endpoint, region, wms, board } = options;
  const credentials = operatorCredentials;
  const client = new SQSClient({ endpoint: endpoint.url, region, credentials, maxAttempts: 1 });
  const { queues } = describeTemplate(endpoint.template);
  const readState = async (): Promise<ConsoleState> => {
    const [orders, letters] = await Promise.all([
      countMessages(client, queues.orders),
      countMessages(client, queues.deadLetters),
    ]);
    return {
      board: board.read(),
      queue: orders,
      deadLetters: letters && letters.visible + letters.inFlight,
      wms: wms ? describeWms(wms) : null,
      atMillis: Date.now(),
    };
  };
  const page = await startConsole({
    port: options.port,
    readState,
    switchFault: (fault) => void wms?.faults.add(fault),
    clearFaults: (id) => wms?.faults.clear(id),
    replayDeadLetters: () => replay(options),
  });
  return {
    url: page.url,
    close: async () => {
      await page.close();
      client.destroy();
    },
  };
};

const describeWms = (wms: SimulatedWms): NonNullable<ConsoleState['wms']> => ({
  orders: wms.orders().length,
  requests: wms.requests().length,
  violations: wms.violations().length,
  faults: wms.faults.list(),
});

/** Nothing where the queue cannot be asked. */
const countMessages = async (
  client: SQSClient,
  QueueUrl: string,
): Promise<ConsoleState['queue']> => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const answer = await client.send(command).catch(() => undefined);
  if (answer === undefined) return null;
  const { Attributes = {} } = answer;
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
};

const replayName = 'replay-dead-letters';
const replayAnswer = z.object({
  replayed: z.number(),
  skipped: z.record(z.string(), z.number()),
  complete: z.boolean(),
});

/** What happened, in a sentence. */
const replay = async ({ endpoint, invoke }: StackConsoleOptions): Promise<string> => {
  const spec = readFunctionSpecs(endpoint.template).find(({ name }) => name === replayName);
  if (spec === undefined) return `The template has no function ${replayName}.`;
  const result = await invoke(spec.logicalId, { all: true });
  const parsed = replayAnswer.safeParse(result.kind === 'answered' ? result.payload : undefined);
  if (!parsed.success) return `The replay failed; the log of ${replayName} says why.`;
  const { replayed, skipped, complete } = parsed.data;
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  const stays = reasons.map(([reason, count]) => `, ${count} stay (${reason})`).join('');
  return `${replayed} replayed${stays}${complete ? '.' : '; press again for the rest.'}`;
};
