/**
 * Emulators that run elsewhere, for a test: a DynamoDB, and an SQS that is as awkward as the real ones.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startQueueEmulator, startTableEmulator } from '../../cdk/local/aws/emulators.ts';

export { startTableEmulator as startOutsideTables };

export type OutsideServer = { readonly url: string; readonly close: () => Promise<void> };

/** What stands in the way of a call; nothing lets it pass. */
export type Hindrance = (operation: string) => Answer | 'hang' | undefined;
type Answer = { readonly status: number; readonly body: string };

/** The error that AWS gives, as ElasticMQ writes it. */
export const awsError = (name: string, message = ''): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, Message: message }),
});

type Rewrite = {
  readonly inward: (body: string) => string;
  readonly outward: (body: string) => string;
  /** The header with an error's name. */
  readonly error: (name: string) => string;
};

/** A server of one's own before another: hinders calls, or rewrites bodies both ways. */
export const startBefore = async (
  url: string,
  hinder: Hindrance,
  rewrite: Rewrite = { inward: (body) => body, outward: (body) => body, error: (name) => name },
): Promise<OutsideServer> => {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = String(request.headers['x-amz-target']);
    const hindrance = hinder(target.split('.').at(-1) ?? '');
    if (hindrance === 'hang') return;
    if (hindrance) return void response.writeHead(hindrance.status).end(hindrance.body);
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        'content-type': String(request.headers['content-type']),
        authorization: String(request.headers.authorization),
        'x-amz-date': String(request.headers['x-amz-date']),
      },
      body: rewrite.inward(Buffer.concat(chunks).toString()),
    });
    const error = answer.headers.get('x-amzn-query-error');
    response
      .writeHead(answer.status, {
        'content-type': 'application/x-amz-json-1.0',
        ...(error ? { 'x-amzn-query-error': rewrite.error(error) } : {}),
      })
      .end(rewrite.outward(await answer.text()));
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
};

const ownUrls = 'http://sqs.queues.invalid:9324/queue';

/**
 * An SQS that gives its queues URLs on a host that nobody reaches and below a path of its own, and
 * ARNs of another region and account; by any other URL it knows no queue.
 */
export const startAwkwardQueues = async (hinder: Hindrance = () => undefined) => {
  const emulator = await startQueueEmulator('eu-west-3');
  const front = await startBefore(emulator.url, hinder, {
    inward: (body) => {
      const { QueueUrl, ...rest } = JSON.parse(body || '{}');
      if (QueueUrl === undefined) return JSON.stringify(rest);
      const name = QueueUrl.startsWith(`${ownUrls}/`)
        ? QueueUrl.split('/').at(-1)
        : 'no-such-queue';
      return JSON.stringify({
        ...rest,
        QueueUrl: `${emulator.url}/000000000000/${name}`,
      }).replaceAll(':us-west-2:123456789012:', ':eu-west-3:000000000000:');
    },
    outward: (body) =>
      body
        .replace(/http:\/\/[^"]*\/000000000000\//g, `${ownUrls}/`)
        .replaceAll(/:[\w-]+:000000000000:/g, ':us-west-2:123456789012:'),
    // ElasticMQ gives the namespace here, too, and no fault.
    error: () => 'com.amazonaws.sqs#AnyError',
  });
  return {
    url: front.url,
    close: async () => {
      await front.close();
      await emulator.close();
    },
  };
};
