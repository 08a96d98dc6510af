/**
 * The local stack as an operator finds it who lacks rights, or whose stage has other outputs: a server
 * before its AWS endpoint that refuses some calls as AWS does, and passes all others on.
 */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { startCloudFormation } from './cloud-formation.ts';

export type ChangedStage = {
  /** Where its `stack.json` is. */
  readonly stateDir: string;
  /** Operations that were passed on, `DescribeSecret` for instance. */
  readonly calls: string[];
  readonly close: () => Promise<void>;
};

type Changes = {
  readonly outputs?: Readonly<Record<string, string>>;
  /** Operations that are refused: `GetSecretValue`. */
  readonly denied?: readonly string[];
};

type Place = Pick<StackDescription, 'awsEndpoint' | 'region' | 'logs'>;

const stackName = 'shopify-wms-bridge-local';

/** What its stack says of its parts. */
export const outputsOf = async ({
  awsEndpoint: endpoint,
  region,
}: Place): Promise<Readonly<Record<string, string>>> => {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  const { Stacks: stacks = [] } = await client.send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const outputs = stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? '']));
};

/** The JSON protocols name their operation in a header, the query protocol in the body. */
const operationOf = ({ headers }: IncomingMessage, body: Buffer): string => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  return new URLSearchParams(body.toString()).get('Action') ?? '';
};

const refuse = (operation: string, response: ServerResponse): void => {
  const message = `User: arn:aws:iam::123456789012:user/me is not authorized to perform: ${operation}`;
  response
    .writeHead(400, { 'Content-Type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify({ __type: 'AccessDeniedException', message }));
};

const passOn = (url: string, from: IncomingMessage, body: Buffer, to: ServerResponse): void => {
  const { method, headers } = from;
  const passed = request(new URL(from.url ?? '/', url), { method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  passed.on('error', () => to.destroy());
  passed.end(body);
};

export const changeStage = async (
  stack: Place,
  name: string,
  { outputs = {}, denied = [] }: Changes,
): Promise<ChangedStage> => {
  const formation = await startCloudFormation({
    local: { ...(await outputsOf(stack)), ...outputs },
  });
  const calls: string[] = [];
  const server = createServer(async (from, to) => {
    const body = Buffer.concat(await from.toArray());
    const operation = operationOf(from, body);
    if (denied.includes(operation)) return refuse(operation, to);
    calls.push(operation);
    const url = operation === 'DescribeStacks' ? formation.url : stack.awsEndpoint;
    return passOn(url, from, body, to);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stateDir = join(stack.logs, '..', name);
  mkdirSync(stateDir, { recursive: true });
  const awsEndpoint = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(stateDir, 'stack.json'),
    JSON.stringify({ awsEndpoint, region: stack.region }),
  );
  return {
    stateDir,
    calls,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.all([once(server, 'close'), formation.close()]);
    },
  };
};
