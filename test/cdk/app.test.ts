import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleBytesMax, functionNames } from '../bench/bundle-budgets.ts';
import { runApp, runNode } from './run-app.ts';

const folder = await mkdtemp(join(tmpdir(), 'bridge-app-'));
const [first, second] = [join(folder, 'first'), join(folder, 'second')];
afterAll(() => rm(folder, { recursive: true }));
/** Variables of Powertools and of Node.js itself. */
const readByOthers: readonly string[] = ['POWERTOOLS_SERVICE_NAME', 'NODE_OPTIONS'];
/** Loading the CDK takes seconds on a busy machine. */
const timeout = 60_000;
beforeAll(async () => {
  for (const outdir of [first, second]) {
    // With every function that a stage may have.
    const { code, stderr } = await runApp(outdir, { overrides: { wmsKeys: {} } });
    if (code !== 0) throw new Error(stderr);
  }
}, 2 * timeout);

const stackFile = (outdir: string, kind: 'template' | 'assets') =>
  readFile(join(outdir, `shopify-wms-bridge-sandbox.${kind}.json`), 'utf8');

type Assets = { readonly files: Record<string, { source: { path: string; packaging: string } }> };
type Template = { readonly Resources: Record<string, { Type: string; Properties: Code }> };
type Code = {
  readonly Code: { readonly S3Key: string };
  readonly Environment: { readonly Variables: Record<string, unknown> };
};

/** Each function's bundle as deployed: its folder and the variables that the stack sets. */
const bundles = async () => {
  const { files } = JSON.parse(await stackFile(first, 'assets')) as Assets;
  const { Resources } = JSON.parse(await stackFile(first, 'template')) as Template;
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties: { Code, Environment } }) => ({
      service: String(Environment.Variables['POWERTOOLS_SERVICE_NAME']),
      variables: Object.keys(Environment.Variables),
      folder: join(first, files[Code.S3Key.replace('.zip', '')]?.source.path ?? 'missing'),
    }));
};

describe('the app', { timeout }, () => {
  it('makes byte for byte the same template and bundles from the same sources', async () => {
    expect(await stackFile(second, 'template')).toBe(await stackFile(first, 'template'));
    expect(await stackFile(second, 'assets')).toBe(await stackFile(first, 'assets'));
  });

  it('says in one line for each fault what is wrong with a stage, and fails', async () => {
    const overrides = JSON.stringify({
      delivery: { visibilitySeconds: 80, concurency: 3 },
      shops: [{ domain: 'Demo.myshopify.com' }],
      tag: {},
    });

    expect(await runApp(join(folder, 'wrong'), { overrides })).toEqual({
      code: 1,
      stderr: [
        'stage "sandbox": shops.0.domain: must be NAME.myshopify.com in lower case',
        'stage "sandbox": delivery.concurency: no such setting; check the spelling',
        'stage "sandbox": tag: no such setting; check the spelling',
        '',
      ].join('\n'),
    });
  });

  it('refuses an unknown stage in one line', async () => {
    expect(await runApp(join(folder, 'unknown'), { stage: 'prod' })).toEqual({
      code: 1,
      stderr: 'there is no stage "prod" in cdk.json; it has local, production, sandbox\n',
    });
  });

  it('refuses to synthesize a pinned stage for another account', async () => {
    const overrides = { account: '111122223333' };
    const variables = { CDK_DEFAULT_ACCOUNT: '444455556666' };

    expect(await runApp(join(folder, 'elsewhere'), { overrides }, variables)).toEqual({
      code: 1,
      stderr:
        'stage "sandbox": account: is pinned to 111122223333, but the deploy would go to 444455556666\n',
    });
  });
});

/** `import { z }` instead of `import * as z` alone adds 350 KB. */
const budgetOf = (service: string): number =>
  new Map<string, number>(Object.entries(bundleBytesMax)).get(service) ?? 0;

describe('every bundle', { timeout }, () => {
  it('is one ES module within its budget', async () => {
    const found = await Promise.all(
      (await bundles()).map(async ({ service, folder: at }) => {
        const files = await readdir(at);
        const text = await readFile(join(at, 'index.mjs'), 'utf8');
        const { size } = await stat(join(at, 'index.mjs'));
        return {
          service,
          files,
          exportsHandler: /export\s*\{[^}]*\bhandler\b/.test(text),
          tooLargeBy: Math.max(0, size - budgetOf(service)),
        };
      }),
    );

    expect(found.toSorted((a, b) => a.service.localeCompare(b.service))).toEqual(
      functionNames.toSorted().map((service) => ({
        service,
        files: ['index.mjs'],
        exportsHandler: true,
        tooLargeBy: 0,
      })),
    );
  });

  it.each(functionNames)(
    'starts in a process of its own and names the variables it misses: %s',
    async (service) => {
      const bundle = (await bundles()).find((found) => found.service === service);
      const { href } = pathToFileURL(join(bundle?.folder ?? '', 'index.mjs'));
      const { code, stderr } = await runNode(
        ['--input-type=module', '--eval', `await import('${href}')`],
        {},
      );
      const missing = bundle?.variables.filter((name) => !readByOthers.includes(name)) ?? [];

      expect(code).toBe(1);
      expect(stderr).toContain("the function's environment is wrong");
      expect(missing.filter((name) => !stderr.includes(`${name}: `))).toEqual([]);
    },
  );
});
