/** The file of a bulk operation over real HTTP: from any byte on, in bounded time, and never as a whole. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startSimulatedShopAdmin } from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import { makeReadExport } from '../../lib/adapters/export-file.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeAdminApi } from '../../lib/adapters/shopify-admin.ts';
import type { OpenedFile } from '../../lib/reconciliation/nightly/nightly-ports.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { listenHttp, reply } from './wms-server.ts';

const inAMinute = Date.now() + 60_000;
const read = makeReadExport({ now: Date.now, until: () => inAMinute, isLocal: true });
const readDeployed = makeReadExport({ now: Date.now, until: () => inAMinute, isLocal: false });

const textOf = async (file: OpenedFile): Promise<string> => {
  if (file.kind !== 'open') return file.kind;
  const pieces: Uint8Array[] = [];
  for (let piece = await file.next(); ; piece = await file.next()) {
    if (piece.kind === 'end') return Buffer.concat(pieces).toString();
    if (piece.kind === 'unavailable') return `${Buffer.concat(pieces)}, then ${piece.kind}`;
    pieces.push(piece.bytes);
  }
};

describe('a file', () => {
  it('is read from a byte on, and not compressed', async () => {
    await using server = await listenHttp(({ headers }, response) => {
      reply(response, 206, headers.range === 'bytes=3-' ? 'defg' : 'other');
    });

    expect(await textOf(await read(`${server.url}/file`, 3))).toBe('defg');
    expect(server.received[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
  });

  it('whose server does not know ranges is passed over up to that byte', async () => {
    await using server = await listenHttp((_, response) => reply(response, 200, 'abcdefg'));

    expect(await textOf(await read(`${server.url}/file`, 3))).toBe('defg');
    expect(await textOf(await read(`${server.url}/file`, 7))).toBe('');
  });

  it('is at its end where nothing lies behind that byte', async () => {
    await using server = await listenHttp((_, response) => reply(response, 416));

    expect(await textOf(await read(`${server.url}/file`, 7))).toBe('');
  });

  it.each([403, 404, 410])('whose address is good no more (%d) is gone', async (status) => {
    await using server = await listenHttp((_, response) => reply(response, status));

    expect(await read(`${server.url}/file`, 0)).toEqual({ kind: 'gone' });
  });

  it('that breaks off gives what came, and says so', async () => {
    await using server = await listenHttp((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('abc', () => response.socket?.destroy());
    });

    expect(await textOf(await read(`${server.url}/file`, 0))).toBe('abc, then unavailable');
  });

  it.each([500, 503, 302])('that is answered %d is not there now', async (status) => {
    await using server = await listenHttp((_, response) => reply(response, status, 'x'));

    expect(await read(`${server.url}/file`, 0)).toMatchObject({ kind: 'unavailable' });
  });

  it.each([301, 302, 303, 307, 308])('that is elsewhere (%d) is not followed', async (status) => {
    await using other = await listenHttp((_, response) => reply(response, 200, 'x'));
    await using server = await listenHttp((_, response) =>
      response.writeHead(status, { location: `${other.url}/file` }).end(),
    );

    expect(await read(`${server.url}/file`, 0)).toEqual({
      kind: 'unavailable',
      cause: `status_${status}`,
    });
    expect(other.received).toEqual([]);
  });

  it.each(['http:', 'HTTP:', 'ftp:', 'file:'])(
    'of a deployed stage is not asked for by %s',
    async (scheme) => {
      await using server = await listenHttp((_, response) => reply(response, 200, 'x'));

      expect(await readDeployed(server.url.replace('http:', scheme), 0)).toEqual({
        kind: 'unavailable',
        cause: 'not_https',
      });
      expect(server.received).toEqual([]);
    },
  );

  it.each(['data:text/plain,x', 'file:///etc/hostname', 'blob:x', '/file', '//127.0.0.1/', ''])(
    'is not what %s gives, on a local stage either',
    async (url) => {
      expect(await read(url, 0)).toEqual({ kind: 'unavailable', cause: 'not_https' });
      expect(await readDeployed(url, 0)).toEqual({ kind: 'unavailable', cause: 'not_https' });
    },
  );

  it.each(['https://', 'https://[', 'https://a b/', 'https://x:99999/'])(
    'of which the address (%s) is none is not there now',
    async (url) => {
      expect(await readDeployed(url, 0)).toMatchObject({ kind: 'unavailable' });
    },
  );

  it('that unpacks to far more than it has is read in small pieces, and no further than is asked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024));
    await using server = await listenHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const file = await read(`${server.url}/file`, 0);
    if (file.kind !== 'open') throw new Error(file.kind);

    for (let pieces = 0; pieces < 10; pieces += 1) {
      const piece = await file.next();
      expect(piece.kind).toBe('piece');
      expect(piece.kind === 'piece' && piece.bytes.length).toBeLessThanOrEqual(65_536);
    }
    await file.close();
  });

  it('whose server says nothing is waited for no longer than the invocation lasts', async () => {
    await using server = await listenHttp(() => {});
    const until = Date.now() + 200;
    const short = makeReadExport({ now: Date.now, until: () => until, isLocal: true });

    expect(await short(`${server.url}/file`, 0)).toEqual({ kind: 'unavailable', cause: 'timeout' });
  });

  it('of which nobody listens is not there now', async () => {
    expect(await read('http://127.0.0.1:9/file', 0)).toMatchObject({ kind: 'unavailable' });
  });

  it('of the simulated Admin API is the same from each of its bytes on', async () => {
    const client = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
    await using stack = new AsyncDisposableStack();
    const admin = await startSimulatedShopAdmin({ port: 0, client, bulkSeconds: 0 });
    stack.defer(admin.close);
    for (const id of ['1001', '1002', '1003']) {
      admin.putOrder(shopifyOrder({ id }) as unknown as Parameters<typeof admin.putOrder>[0]);
    }
    const api = makeAdminApi({
      ...{ shop: 'demo.myshopify.com', adminUrl: admin.url, release: '1.2.3', now: Date.now },
      readSecret: async () => ({ kind: 'secret', secret: client }),
      request: makeHttpRequest(),
      sleep: async () => undefined,
    });
    const begun = await api.startBulk('2020-01-01T00:00:00Z');
    if (begun.kind !== 'answered') throw new Error(begun.kind);
    let url: string | null = null;
    for (let looks = 0; url === null && looks < 100; looks++) {
      const seen = await api.bulk(begun.value.id);
      url = seen.kind === 'answered' ? seen.value.url : null;
    }
    const whole = await textOf(await read(url ?? '', 0));

    expect(whole.match(/\n/g)).toHaveLength(3);
    for (const from of [1, 100, whole.length - 1, whole.length]) {
      expect(await textOf(await read(url ?? '', from))).toBe(whole.slice(from));
    }
    admin.faults.set([{ kind: 'cut', at: 'file' }]);
    expect(await textOf(await read(url ?? '', 10))).toMatch(/, then unavailable$/);
  });
});
