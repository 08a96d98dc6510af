import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAwsEndpoint, startAwsEndpoint } from '../../cdk/local/aws/endpoint.ts';
import { withGatewayAddress } from '../../cdk/local/template/gateway-address.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { appOf } from '../cdk/synthesize.ts';

const folder = mkdtempSync(join(tmpdir(), 'synthesized-'));
let endpoint: LocalAwsEndpoint;

beforeAll(async () => {
  appOf(cdkJson.context.stages, 'local', folder).app.synth();
  endpoint = await startAwsEndpoint({
    port: 0,
    assemblyDir: folder,
    invoke: async () => ({ kind: 'throttled' }),
    report: () => undefined,
  });
});
afterAll(async () => {
  await endpoint?.close();
  rmSync(folder, { recursive: true, force: true });
});

const functions = () =>
  [...endpoint.template.resources.values()].filter(({ type }) => type === 'AWS::Lambda::Function');

describe('the synthesized stage local', () => {
  it('is supported as a whole, and every function has a folder and credentials of its own', () => {
    const ids = functions().map(({ logicalId }) => logicalId);
    const keys = ids.map((logicalId) => endpoint.credentialsOf(logicalId).accessKeyId);

    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(ids.filter((id) => !existsSync(endpoint.template.assets.get(id) ?? ''))).toEqual([]);
    expect(new Set(keys).size).toBe(ids.length);
  });

  it('gives its functions the addresses of this machine and no others', () => {
    const gateway = 'http://127.0.0.1:3000';
    const reachable = withGatewayAddress(endpoint.template, gateway);
    const variables = reachable(
      JSON.stringify(functions().map(({ properties }) => properties.Environment)),
    );

    expect(variables).toContain(`"ORDERS_QUEUE_URL":"${endpoint.url}/000000000000/`);
    expect(variables).toContain(`"WEBHOOK_URL":"${gateway}/webhooks/shopify"`);
    expect(variables).not.toContain('amazonaws.com');
  });
});
