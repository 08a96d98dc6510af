import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withShopAdmin, withWms } from '../../cdk/local/local-settings.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { synthesize } from '../../cdk/local/synthesize.ts';

const assemblyDir = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(assemblyDir, { recursive: true, force: true }));

// The CDK alone takes seconds to load on a busy machine.
describe('the synthesis', { timeout: 60_000 }, () => {
  it('lays the settings over the stage local', async () => {
    const settings = { delivery: { batchSize: 3 } };
    const overrides = withWms(settings, 'http://127.0.0.1:9/wms');
    const adminUrl = 'http://127.0.0.1:9/shop/admin';
    await synthesize({ assemblyDir, overrides: withShopAdmin(overrides, adminUrl) });
    const template = readFileSync(
      join(assemblyDir, 'shopify-wms-bridge-local.template.json'),
      'utf8',
    );

    expect(template).toMatch(/"BatchSize": ?3/);
    expect(template).toContain('http://127.0.0.1:9/wms/oauth/token');
    expect(template).toContain('http://127.0.0.1:9/shop/admin');
  });

  it('refuses unknown keys by name, all at once, with exit code 2', async () => {
    const overrides = { delivery: { bachSize: 3 }, wms: { limit: 1 } };
    const error: unknown = await synthesize({ assemblyDir, overrides }).catch(
      (reason: unknown) => reason,
    );

    expect([error instanceof Error && error.message.split('\n'), exitCodeOf(error)]).toEqual([
      [
        'stage "local": wms.limit: no such setting; check the spelling',
        'stage "local": delivery.bachSize: no such setting; check the spelling',
      ],
      2,
    ]);
  });

  it('ends when the start is called off', async () => {
    const overrides = withWms({}, 'http://127.0.0.1:9');

    await expect(
      synthesize({ assemblyDir, overrides, signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow('aborted due to timeout');
  });
});
