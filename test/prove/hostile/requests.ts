/**
 * Ten thousand bad visitors for the door, made by a seed: forged, bent, malformed, oversized, and what is signed
 * and nevertheless no order. Which of them are signed is known, and so what each must be answered.
 */
import fc from 'fast-check';
import { bentSignatures, hostileJson, hostileTexts, spoilt } from '../../builders/hostile.ts';
import { shopifyBody, shopifyOrder, sign, signedRequest } from '../../builders/shopify-order.ts';

export type HostileRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** By a secret of ours, over these very bytes. */
  readonly isSigned: boolean;
};

export type Door = { readonly path: string; readonly secret: string; readonly shop: string };

/** An order that must never be seen inside: no request with it is signed. */
export const forgedOrderId = '66600000666';
/** Every so many requests one has some megabytes. */
const largeEvery = 600;
const large = Object.keys(hostileJson).filter((name) => name.startsWith('six megabytes'));
const small = Object.keys(hostileJson).filter((name) => !large.includes(name));

/** As the bytes of a header can be sent at all; others are for the raw sockets. */
const asHeader = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
    .slice(0, 4_000);

export const hostileRequests = (count: number, seed: number, door: Door): HostileRequest[] => {
  const sample = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number, part: number): Value[] =>
    fc.sample(arbitrary, { seed: seed + part, numRuns });
  const forged = sample(forgedRequest(door), count, 1);
  const signed = sample(signedHostile(door), count, 2);
  const isSigned = sample(fc.nat(9), count, 3);
  return Array.from({ length: count }, (_, index): HostileRequest | undefined => {
    if (index % largeEvery === 7) return largeRequest(door, index);
    return isSigned[index] === 0 ? signed[index] : forged[index];
  }).filter((one) => one !== undefined);
};

const forgedBody = shopifyBody(shopifyOrder({ id: forgedOrderId }));

const forgedRequest = ({ path, secret, shop }: Door): fc.Arbitrary<HostileRequest> => {
  const text = fc.constantFrom(...Object.values(hostileTexts)).map(asHeader);
  const body = fc.oneof(
    fc.constant(forgedBody),
    fc.constantFrom(...small).map((name) => hostileJson[name]?.().slice(0, 100_000) ?? ''),
  );
  const rightly = signedRequest({ body: forgedBody, secret, shop }).headers;
  const right = sign(forgedBody, secret);
  // What a header cannot carry falls off, and with it the whole trick of some.
  const bent = Object.values(bentSignatures(right))
    .map(asHeader)
    .filter((one) => one !== right);
  const headers = fc.oneof(
    fc.constantFrom(...bent).map((one) => ({ 'X-Shopify-Hmac-Sha256': one })),
    text.map((one) => ({ 'X-Shopify-Hmac-Sha256': one })),
    text.map((one) => ({ 'X-Shopify-Shop-Domain': one })),
    fc
      .constantFrom(
        'other.myshopify.com',
        `${shop}.evil.example`,
        `evil.${shop}`,
        `${shop},${shop}`,
      )
      .map((one) => ({ 'X-Shopify-Shop-Domain': one })),
    fc.constant({ 'X-Shopify-Hmac-Sha256': sign(forgedBody, 'a-secret-that-is-not-ours') }),
  );
  const atTheDoor = fc.record({ headers, body }).map((given) => ({
    ...{ method: 'POST', path, isSigned: false, body: given.body },
    headers: { ...rightly, ...given.headers },
  }));
  const elsewhere = fc
    .record({
      method: fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'POST'),
      path: fc.constantFrom(
        '/',
        `${path}/`,
        `${path}/..`,
        `/${path}`,
        '/%2e%2e/',
        '/webhooks/',
        '/operations',
      ),
    })
    .map((given) => ({ ...given, headers: rightly, body: forgedBody, isSigned: false }));
  const unsigned = text.map((one) => ({
    ...{ method: 'POST', path: `${path}?q=1`, body: forgedBody, isSigned: false },
    headers: { 'X-Forwarded-For': one, 'Content-Type': one, Cookie: one },
  }));
  return fc.oneof(
    { weight: 8, arbitrary: atTheDoor },
    { weight: 1, arbitrary: elsewhere },
    { weight: 1, arbitrary: unsigned },
  );
};

const signedHostile = ({ path, secret, shop }: Door): fc.Arbitrary<HostileRequest> => {
  const topic = fc.constantFrom(
    'orders/create',
    'orders/updated',
    'orders/delete',
    'app/uninstalled',
  );
  const body = fc.oneof(
    spoilt(shopifyOrder()).map((value) => JSON.stringify(value) ?? ''),
    fc.constantFrom(...small).map((name) => hostileJson[name]?.() ?? ''),
    fc.uint8Array({ maxLength: 200 }),
  );
  return fc.record({ topic, body }).map((given) => ({
    ...{ method: 'POST', path, isSigned: true, body: given.body },
    headers: { ...signedRequest({ ...given, secret, shop }).headers },
  }));
};

/** Signed and forged in turn. */
const largeRequest = ({ path, secret, shop }: Door, index: number): HostileRequest => {
  const turn = Math.floor(index / largeEvery);
  const isSigned = turn % 2 === 0;
  const body = hostileJson[large[turn % large.length] ?? '']?.() ?? '';
  const { headers } = signedRequest({ body, shop, secret: isSigned ? secret : `${secret}!` });
  return { method: 'POST', path, headers, body, isSigned };
};

/** What no HTTP client sends: written to a socket as it is. Each must be answered 4xx, or the line cut. */
export const rawRequests = (path: string): readonly string[] => {
  const head = `POST ${path} HTTP/1.1\r\nHost: door\r\n`;
  return [
    'GET / HTTP/9.9\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `POST ${path}\r\n\r\n`,
    `\0\0\0\0\r\n\r\n`,
    `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `${head}Content-Length: -1\r\n\r\n`,
    `${head}Content-Length: 1e3\r\n\r\n`,
    `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    `${head}X: a\r\n\tfolded\r\nContent-Length: 0\r\n\r\n`,
    `${head}X: \0\r\n\r\n`,
    `${head}: nameless\r\n\r\n`,
    `${head}X-Long: ${'x'.repeat(40_000)}\r\n\r\n`,
    `${head}${'X-Many: 1\r\n'.repeat(3_000)}\r\n`,
    `${head}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    `${head}Expect: 200-ok\r\nContent-Length: 0\r\n\r\n`,
    `POST http://elsewhere.example${path} HTTP/1.1\r\nHost: door\r\nContent-Length: 0\r\n\r\n`,
    `CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n`,
    `POST ${path}\u0000 HTTP/1.1\r\nHost: door\r\n\r\n`,
    `POST ${path} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`,
  ];
};
