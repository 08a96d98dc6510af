/** When a shop's oldest secret may go, and the command that takes it out of the list. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgeRetirement } from '../../cdk/bridge/secrets/retirable.ts';
import type { SecretUse } from '../../cdk/bridge/secrets/secret-use.ts';
import { makeRun } from './run-bridge.ts';
import { giving, type NewStage, startNewStage } from './secrets-stage.ts';
import { now, past } from './seen-circuits.ts';

const judge = (use: readonly SecretUse[], listedAt = past(3_600)) =>
  judgeRetirement({ listedAt, use: { kind: 'read', value: use }, now });
const use = (position: number, seconds: number): SecretUse => ({ position, lastAt: past(seconds) });
const unused =
  'no webhook of the last 4 h was signed with a newer one: is the old one revoked in Shopify?';

describe('the oldest secret may go', () => {
  it.each([
    ['a newer one signs, and it does not', [use(1, 5)]],
    ['it signed last four hours ago', [use(0, 14_400), use(1, 5)]],
    ['a newer one signed long ago, and nobody has ordered since', [use(2, 3_000)]],
  ])('where %s', (_, seen) => {
    expect(judge(seen)).toEqual({ kind: 'free' });
  });

  it.each([
    [
      'it signed what may still be repeated, though a newer one signs, too',
      [use(0, 14_399), use(1, 5)],
      'a webhook was signed with it 3 h 59 min ago: revoke it in Shopify, and wait until for 4 h none was',
    ],
    ['nothing was seen', [], unused],
    ['nothing but the old one was seen, long ago', [use(0, 14_400)], unused],
  ])('not by itself where %s', (_, seen, because) => {
    expect(judge(seen)).toEqual({ kind: 'doubtful', because });
  });

  it('not by itself where what was seen is of an earlier list, whose places were others', () => {
    expect(judge([use(1, 61)], past(60))).toEqual({ kind: 'doubtful', because: unused });
    expect(judge([use(1, 60)], past(60))).toEqual({ kind: 'free' });
  });

  it('not by itself where the metric cannot be read', () => {
    const unreadable = { kind: 'unreadable', why: 'no right' } as const;

    expect(judgeRetirement({ listedAt: 0, use: unreadable, now })).toEqual({
      kind: 'doubtful',
      because: 'whether it is in use is not known: no right',
    });
  });
});

describe('secrets retire shop', () => {
  const [first, second, third] = [
    'shpss_0123456789abcdef',
    'shpss_fedcba9876543210',
    'shpss_00112233445566778',
  ];
  const domain = 'one-shop.myshopify.com';
  let stage: NewStage;
  let lines: string;
  beforeAll(async () => {
    stage = await startNewStage();
    lines = join(stage.logs, 'accept-webhook.ndjson');
  });
  afterAll(async () => {
    await stage?.close();
  });
  beforeEach(() => writeFileSync(lines, ''));

  const arn = () => stage.outputs.ShopSecretArnoneDashshop;
  const retire = (...args: readonly string[]) =>
    makeRun(stage.stateDir)('secrets', 'retire', 'shop', '--shop', 'one-shop', ...args);
  /** As accept-webhook tells it. */
  const signed = (position: number, shop = domain): void => {
    const line = { ShopifySecretMatched: 1, shop, position: String(position) };
    const metric = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [] } };
    appendFileSync(lines, `${JSON.stringify({ ...line, ...metric })}\n`);
  };

  it('takes the oldest out once a newer one signs, and the date with it', async () => {
    await stage.put(arn(), { secrets: [first, second], oldUntil: '2026-12-01T00:00:00Z' });
    signed(1);
    const { code, out, complaints } = await retire();

    expect([code, complaints]).toEqual([0, []]);
    expect(await stage.read(arn())).toEqual({ secrets: [second] });
    expect(out).toContain(
      `The oldest secret of shop ${domain} of the local stack is out of its list.`,
    );
    expect(out).toMatch(/ secrets retire shop stage=local .* how=retired before=set /);
    expect(out).not.toMatch(/shpss_|0123456789/);
  });

  it('leaves it while Shopify signs with it, unless it is told to', async () => {
    await stage.put(arn(), { secrets: [first, second] });
    signed(0);
    signed(1);
    const refused = await retire();

    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.complaints).toEqual([
      expect.stringMatching(
        /^bridge: the oldest secret of shop one-shop\.myshopify\.com stays: a webhook was signed with it .*: revoke it in Shopify, and wait until for 4 h none was \(--anyway takes it out all the same\)$/,
      ),
    ]);
    expect(await stage.read(arn())).toEqual({ secrets: [first, second] });
    const forced = await retire('--anyway', '--json');
    expect(forced.code).toBe(0);
    expect(JSON.parse(forced.out)).toMatchObject({ values: 1, audit: { how: 'retired' } });
    expect(await stage.read(arn())).toEqual({ secrets: [second] });
  });

  it('keeps the date while others are left, and looks at no other shop’s webhooks', async () => {
    const oldUntil = '2026-12-01T00:00:00Z';
    await stage.put(arn(), { secrets: [first, second, third], oldUntil });
    signed(1, 'other-shop.myshopify.com');

    expect((await retire()).complaints[0]).toContain(unused);
    signed(2);
    expect((await retire()).code).toBe(0);
    expect(await stage.read(arn())).toEqual({ secrets: [second, third], oldUntil });
  });

  it('never takes the only one, nor one that nobody has set', async () => {
    await stage.put(arn(), { secrets: [first] });
    const command = `npm run bridge -- secrets set shop --shop ${domain}`;

    expect((await retire('--anyway')).complaints).toEqual([
      `bridge: shop ${domain} has this one secret alone, and without it every webhook would be turned away: ${command} --add comes first`,
    ]);
    await stage.put(arn(), { state: 'not set' });
    expect((await retire('--anyway')).complaints).toEqual([
      `bridge: nobody has set the secret of shop ${domain}: ${command}`,
    ]);
  });

  it('is followed by the list, which says where the newest stands', async () => {
    await stage.put(arn(), { secrets: [first, second] });
    signed(0);
    signed(1);
    const { code, out } = await makeRun(stage.stateDir)('secrets', 'list');

    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}shop one-shop\.myshopify\.com .* {2}oldest, .*; 2nd, .*$/m);
    expect(out).toMatch(/^ {2}shop other-shop\.myshopify\.com .* {2}-$/m);
  });

  it('a date for the old one is set with the new one, and with nothing else', async () => {
    const set = (...args: readonly string[]) =>
      makeRun(
        stage.stateDir,
        () => now,
        giving(second),
      )(...['secrets', 'set', 'shop', '--shop', 'one-shop', ...args]);
    await stage.put(arn(), { secrets: [first] });

    expect((await set('--replace', '--old-until', '7d')).code).toBe(2);
    expect((await set('--add', '--old-until', '91d')).code).toBe(2);
    expect((await set('--add', '--old-until', '7d')).code).toBe(0);
    expect(await stage.read(arn())).toEqual({
      secrets: [first, second],
      oldUntil: '2026-11-29T10:00:00.000Z',
    });
  });
});
