/**
 * CloudFormation's DescribeStacks for a test: answers as AWS documents it, from what the test gives.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type CloudFormation = {
  readonly url: string;
  /** The operations that were called, with the stacks they named. */
  readonly calls: readonly string[];
  readonly close: () => Promise<void>;
};

/** The outputs of each stage's stack, or the error that AWS answers for it. */
export type Stacks = Readonly<Record<string, Outputs | Error>>;
type Outputs = Readonly<Record<string, string>>;

const namespace = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

const stackXml = (name: string, outputs: Outputs): string => {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse ${namespace}><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-11-22T10:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

const missing = (name: string): Error =>
  awsError('ValidationError', `Stack with id ${name} does not exist`);

/** An error that AWS answers, by its code. */
export const awsError = (code: string, message: string): Error =>
  Object.assign(new Error(message), { name: code });

const errorXml = ({ name: code, message }: Error): string =>
  `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

/** A stage that is not among them has no stack. */
export const startCloudFormation = async (stacks: Stacks): Promise<CloudFormation> => {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const parameters = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const name = parameters.get('StackName') ?? '';
    calls.push(`${parameters.get('Action')} ${name}`);
    const answer = stacks[name.replace('shopify-wms-bridge-', '')] ?? missing(name);
    const headers = { 'Content-Type': 'text/xml' };
    if (answer instanceof Error) response.writeHead(400, headers).end(errorXml(answer));
    else response.writeHead(200, headers).end(stackXml(name, answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
