import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type HttpRequest, makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { selfSigned } from './wms-self-signed.ts';
import { listen, listenHttp, listenTcp, reply } from './wms-server.ts';

const request = (url: string, overrides: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'PUT',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"order_id":"1"}',
  timeoutMillis: 5_000,
  connectTimeoutMillis: 5_000,
  answerBytesMax: 1_000,
  ...overrides,
});
const send = makeHttpRequest();

/** The result, and how many milliseconds it took to come. */
const timed = async <Value>(work: Promise<Value>) => {
  const start = performance.now();
  return { result: await work, millis: performance.now() - start };
};

describe('an HTTP exchange', () => {
  it('sends the body as it is, in any script, and brings back status, headers and body', async () => {
    await using server = await listenHttp((_, response) => {
      reply(response, 422, 'nö', { 'X-Some': 'thing', 'set-cookie': 'a=1' });
    });

    const result = await send(request(`${server.url}/a/b?c=d`, { body: '{"name":"Zoë 😀"}' }));

    expect(result).toMatchObject({
      kind: 'answer',
      status: 422,
      headers: { 'x-some': 'thing', 'set-cookie': 'a=1' },
      body: 'nö',
      truncated: false,
    });
    expect(server.received).toMatchObject([
      {
        method: 'PUT',
        path: '/a/b?c=d',
        headers: { 'content-type': 'application/json', 'content-length': '20' },
        body: '{"name":"Zoë 😀"}',
      },
    ]);
  });

  it('follows no redirect', async () => {
    await using server = await listenHttp((_, response) => {
      reply(response, 307, '', { location: '/elsewhere' });
    });

    expect(await send(request(server.url))).toMatchObject({ kind: 'answer', status: 307 });
    expect(server.received).toHaveLength(1);
  });

  it('keeps the connection for the next one', async () => {
    const connections = new Set<Socket>();
    await using server = await listenHttp((_, response) => {
      if (response.socket) connections.add(response.socket);
      reply(response, 200, 'ok');
    });

    for (let count = 0; count < 3; count += 1) await send(request(server.url));

    expect([server.received.length, connections.size]).toEqual([3, 1]);
  });

  it('ends at its timeout when no answer comes, and closes the connection', async () => {
    const closed = Promise.withResolvers<boolean>();
    await using server = await listenTcp((socket) => {
      socket.resume().on('close', () => closed.resolve(true));
    });

    const { result, millis } = await timed(send(request(server.url, { timeoutMillis: 80 })));

    expect(result).toEqual({ kind: 'timeout' });
    expect(millis).toBeGreaterThan(70);
    expect(millis).toBeLessThan(1_000);
    expect(await closed.promise).toBe(true);
  });

  it('ends at its timeout when the answer drips, however often something comes', async () => {
    await using server = await listenHttp((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    });

    const { result, millis } = await timed(send(request(server.url, { timeoutMillis: 80 })));

    expect(result).toEqual({ kind: 'timeout' });
    expect(millis).toBeLessThan(1_000);
  });

  it('ends at its connect timeout when a TLS handshake gets no reply', async () => {
    await using server = await listenTcp((socket) => socket.resume());
    const url = server.url.replace('http:', 'https:');

    const { result, millis } = await timed(send(request(url, { connectTimeoutMillis: 80 })));

    expect(result).toEqual({ kind: 'timeout' });
    expect(millis).toBeLessThan(1_000);
  });

  it('may take longer to be answered than to connect', async () => {
    await using server = await listenHttp((_, response) => {
      setTimeout(() => reply(response, 200, 'late'), 120);
    });

    expect(await send(request(server.url, { connectTimeoutMillis: 60 }))).toMatchObject({
      body: 'late',
    });
  });

  it('ends when its signal does, and does not begin after that', async () => {
    await using server = await listenHttp(() => undefined);
    const caller = new AbortController();
    const going = send(request(server.url, { signal: caller.signal }));
    setTimeout(() => caller.abort(), 30);

    expect(await going).toEqual({ kind: 'timeout' });
    expect(await send(request(server.url, { signal: caller.signal }))).toEqual({ kind: 'timeout' });
    expect(server.received).toHaveLength(1);
  });

  it('reads no more of an endless answer than it may keep', async () => {
    const closed = Promise.withResolvers<boolean>();
    await using server = await listenHttp((_, response) => {
      response.writeHead(200);
      const write = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', write).on('close', () => closed.resolve(true));
      write();
    });

    expect(await send(request(server.url))).toMatchObject({
      kind: 'answer',
      status: 200,
      body: 'x'.repeat(1_000),
      truncated: true,
    });
    expect(await closed.promise).toBe(true);
  });

  it('unpacks nothing: what is packed is bytes like others', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * 1_024 * 1_024));
    await using server = await listenHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const { length } = bomb;

    expect(length).toBeGreaterThan(1_000);
    expect(await send(request(server.url))).toMatchObject({ kind: 'answer', truncated: true });
    expect(server.received[0]?.headers).not.toHaveProperty('accept-encoding');
  });

  it('ends at its timeout when the headers never end', async () => {
    await using server = await listenTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });

    expect(await send(request(server.url, { timeoutMillis: 150 }))).toEqual({ kind: 'timeout' });
  });

  it('is a connection fault when the headers are more than anybody needs', async () => {
    await using server = await listenTcp((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'y'.repeat(100_000)}\r\n\r\n`);
    });

    expect(await send(request(server.url))).toMatchObject({ kind: 'connection' });
  });

  it.each([999, 1_000, 1_001])('of %i bytes is cut beyond 1000', async (bytes) => {
    await using server = await listenHttp((_, response) => reply(response, 200, 'y'.repeat(bytes)));

    expect(await send(request(server.url))).toMatchObject({
      body: 'y'.repeat(Math.min(bytes, 1_000)),
      truncated: bytes > 1_000,
    });
  });
});

describe('a connection', () => {
  it('that is refused is a value', async () => {
    const server = await listenTcp(() => undefined);
    await server[Symbol.asyncDispose]();

    expect(await send(request(server.url))).toEqual({ kind: 'connection', code: 'ECONNREFUSED' });
  });

  it.each([
    ['before anything is read', (socket: Socket) => socket.resetAndDestroy()],
    [
      'after the request is read',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    [
      'in the middle of the answer',
      (socket: Socket) =>
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"wms_order_id":"W-1"}', () =>
            socket.resetAndDestroy(),
          );
        }),
    ],
    [
      'politely, too early',
      (socket: Socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}')),
    ],
  ])('that is closed %s is a value', async (_, misbehave) => {
    await using server = await listenTcp(misbehave);

    expect(await send(request(server.url))).toEqual({ kind: 'connection', code: 'ECONNRESET' });
  });

  it('that is closed while it waits for the next request is a value, and nothing is sent twice', async () => {
    let connections = 0;
    await using server = await listenTcp((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        else socket.resetAndDestroy();
      });
    });

    expect(await send(request(server.url))).toMatchObject({ body: 'ok' });
    expect(await send(request(server.url))).toEqual({ kind: 'connection', code: 'ECONNRESET' });
    expect(connections).toBe(1);
  });

  it.each([
    'SSH-2.0-OpenSSH\r\n',
    'HTTP/1.1 banana\r\n\r\n',
    'HTTP/1.1 101 Switching\r\nupgrade: h\r\nconnection: upgrade\r\n\r\n',
  ])('that does not speak HTTP as we do, %j, is a value', async (text) => {
    await using server = await listenTcp((socket) => {
      socket.once('data', () => socket.end(text));
    });

    expect(await send(request(server.url))).toMatchObject({ kind: 'connection' });
  });

  it('to a host without an address is a value', async () => {
    const sendNowhere = makeHttpRequest({
      lookup: (host, _, done) => {
        done(Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' }), '');
      },
    });

    expect(await sendNowhere(request('http://wms.invalid'))).toEqual({
      kind: 'connection',
      code: 'ENOTFOUND',
    });
  });

  it('with a certificate that nobody vouches for is refused, and nothing is sent', async () => {
    let requests = 0;
    await using server = await listen(
      createTlsServer(selfSigned, () => {
        requests += 1;
      }),
      'https',
    );

    expect(await send(request(server.url))).toEqual({
      kind: 'connection',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(requests).toBe(0);
  });

  it('with a certificate that the settings vouch for is used, and kept', async () => {
    let connections = 0;
    const tls = createTlsServer(selfSigned, (_, response) => response.end('secret'));
    tls.on('secureConnection', () => {
      connections += 1;
    });
    await using server = await listen(tls, 'https');
    const sendTrusting = makeHttpRequest({ ca: selfSigned.cert });
    const short = request(server.url, { connectTimeoutMillis: 500 });

    expect(await sendTrusting(short)).toMatchObject({ status: 200, body: 'secret' });
    expect(await sendTrusting(short)).toMatchObject({ status: 200, body: 'secret' });
    expect(connections).toBe(1);
  });
});

it('leaves nothing behind that would keep a process running', async () => {
  const code = `
    import { createServer } from 'node:http';
    import { makeHttpRequest } from './lib/adapters/http-request.ts';
    const server = createServer((request, response) => request.url === '/hang' || response.end('ok'));
    server.listen(0, '127.0.0.1', async () => {
      const send = makeHttpRequest();
      const base = 'http://127.0.0.1:' + server.address().port;
      const common = { method: 'PUT', headers: {}, body: '', connectTimeoutMillis: 60000, answerBytesMax: 9 };
      const results = await Promise.all([
        send({ ...common, url: base, timeoutMillis: 60000 }),
        send({ ...common, url: base + '/hang', timeoutMillis: 50 }),
      ]);
      server.close();
      server.unref();
      console.log(results.map((result) => result.kind).join());
    });`;
  const child = execFile(process.execPath, ['--input-type=module', '-e', code], { timeout: 8_000 });
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });

  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output).toBe('answer,timeout\n');
});
