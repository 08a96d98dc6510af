import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { eventually, isAlive } from './host-fixture.ts';
import {
  makePlace,
  type Outputs,
  pollActions,
  propertiesOf,
  type Resources,
  startFixture,
} from './stack-fixture.ts';

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const running = async (...args: Parameters<typeof startFixture>) => {
  const fixture = await startFixture(...args);
  endings.push(fixture.end);
  return fixture;
};

const stackFile = (stateDir: string): StackDescription =>
  JSON.parse(readFileSync(join(stateDir, 'stack.json'), 'utf8'));

const operator = { accessKeyId: 'anybody', secretAccessKey: 'anything' };
const sqsOf = ({ awsEndpoint, region }: StackDescription) =>
  new SQSClient({ endpoint: awsEndpoint, region, credentials: operator });

/** The body of the next message of a queue, waited for at most 3 s. */
const receive = async (description: StackDescription, queueUrl: string) => {
  const { Messages = [] } = await sqsOf(description).send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 3 }),
  );
  return Messages[0]?.Body;
};

const allPids = ({ pids }: StackDescription) => Object.values(pids).flat();

describe('the running stack', () => {
  it('carries what is posted through the queue to the function that is fed from it', async () => {
    const { post, delivered } = await running();
    const response = await post('order-1');

    expect([response.status, await response.text()]).toEqual([200, 'hello']);
    expect((await eventually(() => delivered[0])).shopify_order_id).toBe('order-1');
  });

  it('has written where everything is, for its owner alone', async () => {
    const { place, stack } = await running();
    const description = stackFile(place.stateDir);

    expect(description).toEqual(stack.describe());
    expect(statSync(join(place.stateDir, 'stack.json')).mode & 0o777).toBe(0o600);
    expect(description).toEqual({
      webhookUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/webhooks\/shopify$/),
      consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pagerUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      awsEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: 'eu-central-1',
      shopifyAdminUrl: stack.shopAdmin?.url,
      shopifySecret: expect.stringMatching(/^[0-9a-f]{32}$/),
      shop: 'demo.myshopify.com',
      queues: {
        orders: expect.stringMatching(`^${description.awsEndpoint}/000000000000/fixture-Orders`),
        deadLetters: expect.stringMatching(
          `^${description.awsEndpoint}/000000000000/fixture-DeadLetters`,
        ),
      },
      table: expect.stringMatching(/^fixture-Table/),
      wmsSecret: expect.stringMatching(/^arn:aws:secretsmanager:/),
      functions: {
        'accept-webhook': expect.stringMatching(/^fixture-Door/),
        'deliver-order': expect.stringMatching(/^fixture-Deliver/),
      },
      people: {},
      pids: { 'accept-webhook': [], 'deliver-order': [] },
      logs: join(place.stateDir, 'logs'),
    });
  });

  it('has filled the secrets that nobody had set', async () => {
    const { stack } = await running();
    const { awsEndpoint, region, shopifySecret } = stack.describe();
    const client = new SecretsManagerClient({
      endpoint: awsEndpoint,
      region,
      credentials: operator,
    });
    const read = async (SecretId: string) =>
      JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '');

    expect(await read('shop')).toEqual({ secrets: [shopifySecret] });
    expect(await read('wms')).toEqual({
      clientId: 'shopify-wms-bridge-local',
      clientSecret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('keeps the process ids in stack.json up to date', async () => {
    const { place, post, delivered } = await running();
    await post('order-1');
    const { pid } = await eventually(() => delivered[0]);
    const before = stackFile(place.stateDir).pids['deliver-order'];
    process.kill(pid, 'SIGKILL');

    expect(before).toContain(pid);
    expect(
      await eventually(() => !stackFile(place.stateDir).pids['deliver-order']?.includes(pid)),
    ).toBe(true);
  });

  it('writes one log file per function', async () => {
    const { stack, post, delivered } = await running();
    await post('order-1');
    await eventually(() => delivered[0]);
    const lines = readFileSync(join(stack.describe().logs, 'deliver-order.ndjson'), 'utf8');

    expect(JSON.parse(lines.split('\n')[0] ?? '')).toMatchObject({ shopify_order_id: 'order-1' });
    expect(existsSync(join(stack.describe().logs, 'accept-webhook.ndjson'))).toBe(true);
  });

  it('leaves no process and no stack.json when it is closed', async () => {
    const { place, stack, post, delivered } = await startFixture();
    await post('order-1');
    await eventually(() => delivered[0]);
    const pids = allPids(stack.describe());
    await stack.close();

    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(place.stateDir, 'stack.json'))).toBe(false);
    place.remove();
  });
});

const refusal = async (start: Promise<unknown>) => {
  const error: unknown = await start.catch((reason: unknown) => reason);
  return { message: error instanceof Error ? error.message : error, exitCode: exitCodeOf(error) };
};

describe('the page', () => {
  it('lists the orders that the functions told of, and the queue', async () => {
    const { stack, post, delivered } = await running();
    await post('order-1');
    await eventually(() => delivered[0]);
    const state = await (await fetch(`${stack.describe().consoleUrl}/state.json`)).json();

    expect(state).toMatchObject({
      counts: { processed: 1 },
      orders: [{ orderId: 'order-1', stage: 'processed' }],
      deadLetters: 0,
      wms: null,
    });
  });
});

describe('a second start', () => {
  it('in the same checkout is refused with the pid of the first', async () => {
    const { place } = await running();
    const second = await refusal(startFixture(undefined, place));

    expect(second.exitCode).toBe(1);
    expect(second.message).toContain(
      `a local stack runs in this checkout already, with pid ${process.pid};`,
    );
    expect(stackFile(place.stateDir).shop).toBe('demo.myshopify.com');
  });

  it('takes over what a killed stack has left behind', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    const place = makePlace();
    mkdirSync(place.stateDir);
    writeFileSync(join(place.stateDir, 'lock'), String(gone.pid));
    writeFileSync(join(place.stateDir, 'stack.json'), '{"shop":"old"}');
    endings.push(place.remove);
    await running(undefined, place);

    expect(stackFile(place.stateDir).shop).toBe('demo.myshopify.com');
  });

  it('is possible after one that failed', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = (taken.address() as { port: number }).port;
    const place = makePlace();
    endings.push(place.remove);

    expect(await refusal(startFixture(undefined, { ...place, awsPort: port }))).toEqual({
      message: `port ${port} for the AWS API is taken`,
      exitCode: 1,
    });
    await running(undefined, place);
    expect(stackFile(place.stateDir).shop).toBe('demo.myshopify.com');
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe('an edit of the template', () => {
  const setProperty =
    (logicalId: string, name: string, value: unknown) => (resources: Resources) => {
      propertiesOf(resources, logicalId)[name] = value;
    };

  it('moves a route', async () => {
    const { stack, post } = await running(setProperty('Route', 'RouteKey', 'POST /hooks/{shop}'));
    const { webhookUrl } = stack.describe();

    expect(webhookUrl).toMatch(/\/hooks\/\{shop\}$/);
    expect((await post('a', webhookUrl.replace('{shop}', 'demo'))).status).toBe(200);
    expect((await post('b', webhookUrl.replace('hooks/{shop}', 'webhooks/shopify'))).status).toBe(
      404,
    );
  });

  it('changes a variable of a function', async () => {
    const { post } = await running((resources) => {
      const { Environment } = propertiesOf(resources, 'Door') as {
        Environment: { Variables: Record<string, string> };
      };
      Environment.Variables['GREETING'] = 'good day';
    });

    expect(await (await post('a')).text()).toBe('good day');
  });

  it('leaves stack.json with what the template has, whatever a function is told', async () => {
    const { stack } = await running((resources) => {
      const { Environment } = propertiesOf(resources, 'Door') as {
        Environment: { Variables: Record<string, string> };
      };
      Environment.Variables = {
        POWERTOOLS_SERVICE_NAME: 'renamed',
        TABLE_NAME: 'elsewhere',
        SHOPS: '[]',
      };
    });

    expect(stack.describe()).toMatchObject({
      webhookUrl: expect.stringMatching(/\/webhooks\/shopify$/),
      shop: 'demo.myshopify.com',
      queues: {
        orders: expect.stringMatching(/\/fixture-Orders[^/]+$/),
        deadLetters: expect.stringMatching(/\/fixture-DeadLetters[^/]+$/),
      },
      table: expect.stringMatching(/^fixture-Table/),
    });
  });

  const largestBatch = async (batchSize: number) => {
    const { stack, delivered } = await running(setProperty('Mapping', 'BatchSize', batchSize));
    const { queues } = stack.describe();
    const bodies = [...'abcdefghij'];
    const Entries = bodies.map((body) => ({
      Id: body,
      MessageBody: body,
      MessageGroupId: body,
      MessageDeduplicationId: body,
    }));
    await sqsOf(stack.describe()).send(
      new SendMessageBatchCommand({ QueueUrl: queues.orders, Entries }),
    );
    await eventually(() => delivered.length === bodies.length);
    return Math.max(...delivered.map(({ batch }) => batch));
  };

  it('changes how many messages come at once', async () => {
    expect(await largestBatch(1)).toBe(1);
    expect(await largestBatch(10)).toBeGreaterThan(1);
  });

  it('changes when a failed message comes back', async () => {
    const { post, delivered } = await running(setProperty('Orders', 'VisibilityTimeout', 1));
    await post('bad');

    expect(await eventually(() => delivered.length === 2)).toBe(true);
  });

  it('changes after how many receives a message is set aside', async () => {
    const { post, stack } = await running((resources) => {
      const orders = propertiesOf(resources, 'Orders');
      orders['VisibilityTimeout'] = 1;
      orders['RedrivePolicy'] = { ...(orders['RedrivePolicy'] as object), maxReceiveCount: 1 };
    });
    await post('bad');
    const description = stack.describe();

    expect(await receive(description, description.queues.deadLetters)).toBe('bad');
  });

  it('cuts a function off from its queue', async () => {
    const { post, stack, delivered } = await running((resources) => {
      delete resources['Mapping'];
    });
    await post('waiting');
    const description = stack.describe();

    expect(await receive(description, description.queues.orders)).toBe('waiting');
    expect(delivered).toEqual([]);
  });
});

describe('a template that cannot run here', () => {
  it.each<[string, (resources: Resources, outputs: Outputs) => void, string]>([
    [
      'a type nobody here plays',
      (resources) => {
        resources['Stream'] = { Type: 'AWS::Kinesis::Stream', Properties: {} };
      },
      'the template cannot run on this machine as it would be deployed:\n  Stream (AWS::Kinesis::Stream): type is not supported by the local stack',
    ],
    [
      'an alarm with a statistic nobody here knows',
      (resources) => {
        resources['Alarm'] = {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...{ Namespace: 'Own', MetricName: 'Parked', Period: 60, Statistic: 'tm95' },
            ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 1 },
          },
        };
      },
      'alarms of the template cannot be evaluated on this machine:\n  Alarm (AWS::CloudWatch::Alarm): statistic tm95 is not supported by the local stack',
    ],
    [
      'a function that is not Node.js',
      (resources) => {
        propertiesOf(resources, 'Door')['Runtime'] = 'python3.13';
      },
      'AWS::Lambda::Function Door: Runtime: the local stack runs Node.js functions only',
    ],
    [
      'a window of a mapping',
      (resources) => {
        propertiesOf(resources, 'Mapping')['MaximumBatchingWindowInSeconds'] = 5;
      },
      'AWS::Lambda::EventSourceMapping Mapping: MaximumBatchingWindowInSeconds: not supported by the local stack',
    ],
    [
      'no name of the table',
      (_resources, outputs) => {
        delete outputs['TableName'];
      },
      'the template has no output TableName, which names a part of the stack',
    ],
    [
      'no shop',
      (_resources, outputs) => {
        delete outputs['ShopSecretArndemo'];
      },
      'the template has no output ShopSecretArn…, which names a shop',
    ],
  ])('is refused by name, without a stack trace: %s', async (_name, edit, message) => {
    expect(await refusal(startFixture(edit))).toEqual({ message, exitCode: 1 });
  });

  it('is refused when no route leads to the function that takes webhooks', async () => {
    const start = startFixture((resources) => {
      delete resources['Route'];
    });

    expect(await refusal(start)).toEqual({
      message: expect.stringMatching(
        /^the template has no route to fixture-Door\S*, which takes the webhooks$/,
      ),
      exitCode: 1,
    });
  });

  it("is refused when a shop's secret is from elsewhere", async () => {
    const Value = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf';
    const start = startFixture((_resources, outputs) => {
      outputs['ShopSecretArnoneDashshop'] = { Value };
    });

    expect(await refusal(start)).toEqual({
      message:
        "the secret of one-shop.myshopify.com is not the template's own: leave out secretArn",
      exitCode: 2,
    });
  });
});

describe('an event that nobody waits for', () => {
  it('stands in the log of the function that had no free process for it', async () => {
    const { stack, notes } = await running((resources) => {
      propertiesOf(resources, 'Door')['ReservedConcurrentExecutions'] = 0;
    });
    const { awsEndpoint: endpoint, region, functions, logs } = stack.describe();
    const FunctionName = functions['accept-webhook'];
    const lambda = new LambdaClient({ endpoint, region, credentials: operator });
    const answer = await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }));
    lambda.destroy();
    const lost = 'lost: an event for accept-webhook, because no process was free';
    await eventually(() => notes.includes(lost));
    const lines = readFileSync(join(logs, 'accept-webhook.ndjson'), 'utf8').trim().split('\n');

    expect(answer.StatusCode).toBe(202);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        level: 'ERROR',
        message: 'an event that nobody waits for is lost, because no process was free',
      },
    ]);
  });
});

describe('a right that a role lacks', () => {
  const without = (role: string, action: string) => (resources: Resources) => {
    const { Policies } = propertiesOf(resources, role) as {
      Policies: [{ PolicyDocument: { Statement: { Action: string }[] } }];
    };
    const document = Policies[0].PolicyDocument;
    document.Statement = document.Statement.filter(({ Action }) => Action !== action);
  };

  it('fails the call of a function, by name, in its log', async () => {
    const { post, stack, notes } = await running(without('DoorRole', 'sqs:SendMessage'));

    expect((await post('a')).status).toBe(503);
    const note = await eventually(() => notes.find((line) => line.startsWith('denied')));
    expect(note).toMatch(
      /^denied: accept-webhook may not sqs:SendMessage on arn:aws:sqs:eu-central-1:000000000000:fixture-Orders\S+ \(not allowed\)$/,
    );
    const log = readFileSync(join(stack.describe().logs, 'accept-webhook.ndjson'), 'utf8');
    expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({
      level: 'ERROR',
      action: 'sqs:SendMessage',
      reason: 'not allowed',
    });
  });

  it.each(pollActions)('stops the poller of the function: %s', async (action) => {
    const { post, notes } = await running(without('DeliverRole', action));
    await post('a');

    expect(
      await eventually(() =>
        notes.find((line) => line.startsWith(`denied: deliver-order may not ${action} on arn:`)),
      ),
    ).toContain('(not allowed)');
  });
});

/** `npm start` in a process of its own, up and with both functions warm. */
const startChild = async () => {
  const place = makePlace();
  endings.push(place.remove);
  const script = fileURLToPath(new URL('stack-child.ts', import.meta.url));
  const flags = '--no-traffic --port 0 --aws-port 0 --console-port 0 --wms-url http://127.0.0.1:9';
  const child = spawn(
    process.execPath,
    [script, place.stateDir, place.assemblyDir, ...flags.split(' ')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  endings.push(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await eventually(() => existsSync(join(place.stateDir, 'stack.json')));
  const { webhookUrl, shopifySecret } = stackFile(place.stateDir);
  await fetch(webhookUrl, {
    method: 'POST',
    body: 'order-1',
    headers: { 'content-type': 'text/plain' },
  });
  await eventually(() => output.includes('order-1'));
  const pids = allPids(stackFile(place.stateDir));
  return { child, place, pids, shopifySecret, output: () => output };
};

const exitOf = async (child: ChildProcess) => {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = await once(child, 'exit');
  return code;
};

describe('the command', () => {
  it('shows the addresses and the orders, and never the secret', async () => {
    const { output, shopifySecret, child } = await startChild();
    child.kill('SIGTERM');
    await exitOf(child);

    expect(output()).toMatch(/^ {2}webhook {4}http:\/\/127\.0\.0\.1:\d+\/webhooks\/shopify$/m);
    expect(output()).toMatch(/^\d\d:\d\d:\d\d {2}order-1 +processed +1 ms {2}1$/m);
    expect(output()).not.toContain(shopifySecret);
  });

  it('stops cleanly at Ctrl-C within 3 s', async () => {
    const { child, pids, place } = await startChild();
    const stoppedAt = performance.now();
    child.kill('SIGINT');

    expect(await exitOf(child)).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(3_000);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(place.stateDir, 'stack.json'))).toBe(false);
  });

  it('is what npm signals, with no shell between the two', async () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

    expect(scripts.start).toBe('exec node cdk/local/main.ts');
  });

  it('goes on when nobody reads along any more', async () => {
    const { child, place } = await startChild();
    child.stdout.destroy();
    child.stderr.destroy();
    const { webhookUrl, logs } = stackFile(place.stateDir);
    await fetch(webhookUrl, {
      method: 'POST',
      body: 'order-2',
      headers: { 'content-type': 'text/plain' },
    });
    const log = join(logs, 'deliver-order.ndjson');
    await eventually(() => readFileSync(log, 'utf8').includes('order-2'));
    child.kill('SIGINT');

    expect(await exitOf(child)).toBe(0);
    expect(existsSync(join(place.stateDir, 'stack.json'))).toBe(false);
  });

  it('leaves no process of a function even when it is killed', async () => {
    const { child, pids } = await startChild();
    child.kill('SIGKILL');
    await exitOf(child);

    expect(pids).toHaveLength(2);
    expect(await eventually(() => pids.every((pid) => !isAlive(pid)))).toBe(true);
  });
});
