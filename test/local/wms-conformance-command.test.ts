/** The command line of wms-conformance: what it prints, what it hides, how it ends. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../cdk/wms-conformance/clauses.ts';
import { conformanceCommand } from '../../cdk/wms-conformance/command.ts';
import { useBrokenWms } from './wms-broken.ts';
import { useWms, wmsClient } from './wms-client.ts';

const start = useWms();
const startBroken = useBrokenWms();
const { clientId, clientSecret } = wmsClient;
const login = ['--client-id', clientId, '--client-secret', clientSecret];
const entry = fileURLToPath(new URL('../../cdk/wms-conformance/main.ts', import.meta.url));

const run = async (...args: readonly string[]) => {
  const [out, complaints]: [string[], string[]] = [[], []];
  const code = await conformanceCommand(args, {
    print: (line) => void out.push(line),
    complain: (line) => void complaints.push(line),
  });
  return { code, out: out.join('\n'), complaints };
};

describe('what it prints', () => {
  it('is one aligned line per clause, and exit code 0', async () => {
    const { wms } = await start();

    const { code, out } = await run('--url', `${wms.url}/`, '--with-keys', ...login);
    const lines = out.split('\n');

    expect(code).toBe(0);
    for (const [clause, { text }] of Object.entries(clauses)) {
      const line = lines.find((each) => each.startsWith(`${clause} `)) ?? '';
      expect([clause, line.indexOf(text)]).toEqual([clause, 38]);
    }
    expect(lines.at(-1)).toBe(
      '38 holds, 0 does not hold, 1 not offered, 0 not checked. The clauses are in docs/wms-openapi.yaml.',
    );
  });

  it('says what was sent, expected and came where a clause does not hold, and exit code 1', async () => {
    const { url } = await startBroken((asked, forward) =>
      asked.body.includes('"lines":[]') && asked.body.includes('"open"')
        ? { status: 422, headers: { 'Content-Type': 'text/plain' }, body: 'no\nlines\u0007' }
        : forward(asked),
    );

    const { code, out } = await run('--url', url, ...login);
    const lines = out.split('\n');
    const at = lines.findIndex((line) => line.startsWith('order.empty'));

    expect(code).toBe(1);
    expect(lines[at]).toBe(
      'order.empty            does not hold  An open order without lines is taken',
    );
    expect(lines[at + 1]).toMatch(
      /^ {4}sent {6}PUT \/orders\/919\d{16}, version 2026-01-01T00:00:01Z, open, Idempotency-Key wms-conformance:\d+:\d+$/,
    );
    expect(lines.slice(at + 2, at + 4)).toEqual([
      '    expected  200 or 201 with a wms_order_id',
      '    came      422 text/plain no lines',
    ]);
  });

  it('is the same as JSON', async () => {
    const { wms } = await start();

    const { code, out } = await run('--url', wms.url, '--json', ...login);
    const report = JSON.parse(out);

    expect([code, report.url, report.passes]).toEqual([0, wms.url, true]);
    expect(report.clauses).toHaveLength(Object.keys(clauses).length);
    expect(report.clauses[0]).toEqual({
      clause: 'token.issued',
      result: 'holds',
      optional: true,
      text: clauses['token.issued'].text,
    });
  });

  it.each([[[]], [['--json']]])(
    '%j: has no secret in it, whatever the WMS repeats',
    async (flags) => {
      const seen = new Set<string>([clientSecret]);
      const { url } = await startBroken(async (asked, forward) => {
        const answer = await forward(asked);
        const { access_token, secret } = JSON.parse(answer.body || '{}');
        for (const each of [access_token, secret]) if (each !== undefined) seen.add(each);
        // A list of keys with a secret in it ends the look at the keys, and there would be no new ones.
        const known = asked.path === '/keys' ? [] : [...seen];
        const echo = { known, ...JSON.parse(answer.body || '{}'), echo: asked.headers };
        // A status that fits nothing has all answers printed but the token's and the keys'.
        const status = asked.path.startsWith('/orders') ? 418 : answer.status;
        return { ...answer, status, body: JSON.stringify(echo) };
      });

      const { code, out } = await run('--url', url, '--with-keys', ...login, ...flags);

      expect([code, seen.size > 5, out.includes('***')]).toEqual([1, true, true]);
      expect([...seen].filter((secret) => out.includes(secret))).toEqual([]);
    },
  );
});

describe('how it ends', () => {
  it.each([
    [[], '--url is missing; --help lists the flags'],
    [['--url', 'wms.example.com'], '--url must be an http or https URL without a query'],
    [['--url', 'http://a', '--client-id', 'x'], '--client-id and --client-secret belong together'],
    [
      ['--url', 'http://a', '--api-key', 'k', ...login],
      'give --client-id and --client-secret, or --api-key, not both',
    ],
    [['--url', 'http://a', '--token-url', 'http://b'], '--token-url needs --client-id'],
    [
      ['--url', 'http://a', '--token-url', 'b', ...login],
      '--token-url must be an http or https URL without a query',
    ],
    [['--url', 'http://a', '--api-key', ''], '--api-key is empty'],
    [['--url', 'http://a', '--api-key', 'ключ'], '--api-key fits into no header'],
    [
      ['--url', 'http://a', '--api-key', 'k', '--api-key-header', 'X Key'],
      '--api-key-header must be the name of a header',
    ],
    [
      ['--url', 'http://a', '--order-prefix', '922'],
      '--order-prefix must be a number from 1 to 921',
    ],
    [['--url', 'http://a', '--probe-limit', '501'], '--probe-limit must be a number from 0 to 500'],
    [['--url', 'http://a', '--typo'], "Unknown option '--typo'"],
  ])('%j: one clear line and exit code 2', async (args, fault) => {
    expect(await run(...args)).toEqual({
      code: 2,
      out: '',
      complaints: [`wms-conformance: ${fault}`],
    });
  });

  it('says that nobody answers', async () => {
    const { url, close } = await startBroken((asked, forward) => forward(asked));
    await close();

    expect(await run('--url', url)).toEqual({
      code: 2,
      out: '',
      complaints: [`wms-conformance: nobody answers at ${url} (ECONNREFUSED)`],
    });
  });

  it('reads a secret from a file, and names the file that is not there', async () => {
    const { wms } = await start();
    const folder = mkdtempSync(join(tmpdir(), 'wms-conformance-'));
    const file = join(folder, 'secret');
    writeFileSync(file, `${clientSecret}\n`);

    const good = await run(
      '--url',
      wms.url,
      '--client-id',
      clientId,
      '--client-secret',
      `@${file}`,
    );
    rmSync(folder, { recursive: true });
    const gone = await run(
      '--url',
      wms.url,
      '--client-id',
      clientId,
      '--client-secret',
      `@${file}`,
    );

    expect([good.code, gone.code]).toEqual([0, 2]);
    expect(gone.complaints).toEqual([
      `wms-conformance: ENOENT: no such file or directory, open '${file}'`,
    ]);
  });

  it('is a program of its own, with help', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [entry, '--help']);

    expect(stdout).toContain('--order-prefix DIGITS');
  });
});
