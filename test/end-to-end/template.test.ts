import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../cdk/local/synthesize.ts';
import { shopifyBody, shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, startBridge, until } from './bridge.ts';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Edit = (resources: Record<string, Resource>) => void;

const folder = mkdtempSync(join(tmpdir(), 'template-'));
const original = join(folder, 'original');
beforeAll(() => synthesize({ assemblyDir: original, overrides: {} }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let bridge: Bridge | undefined;
afterEach(async () => {
  await bridge?.close();
  bridge = undefined;
});

/** Starts the synthesized app with its template changed, as if the CDK had written it so. */
const startEdited = async (edit: Edit): Promise<Bridge> => {
  const assemblyDir = mkdtempSync(join(folder, 'edited-'));
  cpSync(original, assemblyDir, { recursive: true });
  const name = readdirSync(assemblyDir).find((file) => file.endsWith('.template.json')) ?? '';
  const path = join(assemblyDir, name);
  const template = JSON.parse(readFileSync(path, 'utf8'));
  edit(template.Resources);
  writeFileSync(path, JSON.stringify(template));
  bridge = await startBridge({}, assemblyDir);
  return bridge;
};

const ofType = (resources: Record<string, Resource>, type: string): Resource[] =>
  Object.values(resources).filter((resource) => resource.Type === type);

/** The statement of a function's role that grants this action. */
const statementWith = (resources: Record<string, Resource>, owner: RegExp, action: string) => {
  type Statement = { Action: string | string[]; Resource: unknown };
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (!Type.startsWith('AWS::IAM::') || !owner.test(id)) continue;
    const inline = (Properties['Policies'] ?? []) as { PolicyDocument: unknown }[];
    const documents = [Properties['PolicyDocument'], ...inline.map((one) => one.PolicyDocument)];
    for (const document of documents) {
      const { Statement = [] } = (document ?? {}) as { Statement?: Statement[] };
      const found = Statement.find((one) => [one.Action].flat().includes(action));
      if (found) return found;
    }
  }
  throw new Error(`no statement of ${owner} grants ${action}`);
};

const denial = (running: Bridge) =>
  until('a denial', () => running.notes.find((note) => note.startsWith('denied: ')));

describe('the running stack follows its template', () => {
  it('denies by name an action that the role has no more', async () => {
    const running = await startEdited((resources) => {
      statementWith(resources, /Accept/, 'sqs:SendMessage').Action = 'sqs:GetQueueUrl';
    });
    const answer = await running.send(shopifyOrder({ id: '5' }));
    expect(answer.status).toBe(503);
    const line = await denial(running);
    expect(line).toContain('accept-webhook may not sqs:SendMessage on ');
    expect(line).toMatch(/arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+\.fifo/);
  });

  it('denies by name a resource that the role has no more', async () => {
    const running = await startEdited((resources) => {
      statementWith(resources, /Deliver/, 'dynamodb:BatchGetItem').Resource =
        'arn:aws:dynamodb:eu-central-1:000000000000:table/another';
    });
    await running.send(shopifyOrder({ id: '6' }));
    const line = await denial(running);
    expect(line).toContain('deliver-order may not dynamodb:BatchGetItem on arn:aws:dynamodb:');
    expect(running.wms.order('6')).toBeUndefined();
  });

  it('denies the poller what the role may no more', async () => {
    const running = await startEdited((resources) => {
      const statement = statementWith(resources, /Deliver/, 'sqs:ReceiveMessage');
      statement.Action = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    });
    const line = await denial(running);
    expect(line).toContain('deliver-order may not sqs:ReceiveMessage on ');
  });

  it('has the route, the variables and the mappings that the template has', async () => {
    const running = await startEdited((resources) => {
      for (const route of ofType(resources, 'AWS::ApiGatewayV2::Route')) {
        route.Properties['RouteKey'] = 'POST /orders/from-shopify';
      }
      for (const { Properties } of ofType(resources, 'AWS::Lambda::Function')) {
        const environment = Properties['Environment'] as { Variables: Record<string, unknown> };
        environment.Variables['RELEASE'] = '9.9.9-edited';
      }
      for (const [id, { Type }] of Object.entries(resources)) {
        if (Type === 'AWS::Lambda::EventSourceMapping') delete resources[id];
      }
    });
    const { webhookUrl } = running.stack.describe();
    const old = new URL('/webhooks/shopify', webhookUrl);
    const body = shopifyBody(shopifyOrder({ id: '7' }));
    expect((await fetch(old, { method: 'POST', body })).status).toBe(404);
    expect(new URL(webhookUrl).pathname).toBe('/orders/from-shopify');
    expect((await running.send(shopifyOrder({ id: '7' }))).status).toBe(200);

    const line = await until('the line', () =>
      running.lines('7').find(({ stage }) => stage === 'enqueued'),
    );
    expect(line.version).toBe('9.9.9-edited');
    expect(running.stack.describe().pids['deliver-order']).toEqual([]);
  });
});
