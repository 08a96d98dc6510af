/**
 * The door among bad visitors: ten thousand of them, each turned away or parked, and nobody else pays for it; then
 * genuine orders among nine times as much junk.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runLocalLoad } from '../bench/local-load.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, startWarmBridge, unpaced, until } from '../end-to-end/bridge.ts';
import {
  forgedOrderId,
  type HostileRequest,
  hostileRequests,
  rawRequests,
} from './hostile/requests.ts';
import { type Answered, makeVisitor } from './hostile/send.ts';

const requestsTotal = 10_000;
const answerMillisMax = 5_000;
const seed = 20_261_122;
/** What accept-webhook has, and how much of it may be resident: V8 tidies up when it has to, not before. */
const functionMegabytes = 512;
const roomRatio = 0.7;
const timeout = 240_000;

const doorOf = ({ stack }: Bridge) => {
  const { webhookUrl, shopifySecret: secret, shop } = stack.describe();
  const { pathname: path, origin } = new URL(webhookUrl);
  return { path, origin, secret, shop };
};

const pidsOf = ({ stack }: Bridge) => stack.describe().pids['accept-webhook'] ?? [];
/** Resident, of the largest process of accept-webhook, as Linux counts it. */
const megabytesOf = (bridge: Bridge): number =>
  Math.max(
    ...pidsOf(bridge).map((pid) => {
      const [, kilobytes] =
        /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kilobytes) / 1_024);
    }),
  );

/** As many processes as the door may have here: none of them is to be started while time is taken. */
const processesMax = 4;
const warmSecondsMax = 60;
const warmUp = async (bridge: Bridge): Promise<void> => {
  for (let second = 0; pidsOf(bridge).length < processesMax; second += 1) {
    if (second === warmSecondsMax) throw new Error('the door does not start its processes');
    const orders = Array.from({ length: 4 * processesMax }, (_, n) =>
      shopifyOrder({ id: `77${n}` }),
    );
    await Promise.all(orders.map((order) => bridge.send(order)));
    await delay(1_000);
  }
};

const isRight = ({ isSigned }: HostileRequest, { status, millis }: Answered): boolean =>
  millis <= answerMillisMax &&
  (isSigned ? status === 200 : status !== null && status >= 400 && status < 500);

const countBy = <Item>(items: readonly Item[], nameOf: (item: Item) => string) =>
  Object.fromEntries([...Map.groupBy(items, nameOf)].map(([name, { length }]) => [name, length]));

describe('ten thousand bad visitors', () => {
  it('are turned away, or parked where they are signed, and leave the door as it was', {
    timeout,
  }, async ({ onTestFinished }) => {
    // The throttle would answer for the function.
    const bridge = await startWarmBridge({
      ...unpaced,
      accept: { ratePerSecond: 5_000, burst: 5_000 },
    });
    onTestFinished(bridge.close);
    await warmUp(bridge);
    const door = doorOf(bridge);
    const visitor = makeVisitor(door.origin);
    onTestFinished(visitor.close);
    const requests = hostileRequests(requestsTotal, seed, door);
    const sizes = new Map<number, number>();
    const before = bridge.records().length;

    const answers = await visitor.visitAll(requests, (done) => {
      if (done % 2_000 === 1_999) sizes.set(done + 1, megabytesOf(bridge));
    });
    const pids = pidsOf(bridge);
    const raw = await Promise.all(rawRequests(door.path).map((bytes) => visitor.visitRaw(bytes)));

    const wrong = requests.flatMap((request, index) => {
      const answer = answers[index];
      return answer && isRight(request, answer)
        ? []
        : [{ ...request, body: String(request.body).slice(0, 200), answer }];
    });
    expect(requests).toHaveLength(requestsTotal);
    expect(wrong).toEqual([]);
    expect(raw.filter(({ millis }) => millis > answerMillisMax)).toEqual([]);
    expect(raw.filter(({ status }) => status !== null && (status < 400 || status > 499))).toEqual(
      [],
    );

    // What was taken in is what was signed, each of them once.
    const signed = requests.filter(({ isSigned }) => isSigned).length;
    const lines = () =>
      bridge
        .records()
        .slice(before)
        .filter(({ functionName }) => functionName === 'accept-webhook');
    const taken = () =>
      lines().filter(({ stage, answer }) => stage === 'received' && answer === 200);
    await until('the lines', () => taken().length >= signed);
    expect(taken()).toHaveLength(signed);
    expect(bridge.wms.order(forgedOrderId)).toBeUndefined();
    expect(bridge.lines(forgedOrderId)).toEqual([]);
    expect(lines().filter(({ level }) => level === 'ERROR')).toEqual([]);

    // The same processes, with room left. That nothing is kept shows test/functions/accept-hostile.test.ts.
    process.stdout.write(
      `${JSON.stringify({ answers: countBy(answers, ({ status }) => String(status)), raw: countBy(raw, ({ status }) => String(status)), slowestMillis: Math.round(Math.max(...answers.map(({ millis }) => millis))), megabytes: Object.fromEntries(sizes) })}\n\n`,
    );
    expect(pidsOf(bridge)).toEqual(pids);
    expect(Math.max(...sizes.values())).toBeLessThan(functionMegabytes * roomRatio);
  });
});

describe('nine parts of junk at the rate that the door lets through', () => {
  it('cost genuine orders less than two seconds to the WMS', { timeout }, async ({
    onTestFinished,
  }) => {
    const ratePerSecond = 100;
    const seconds = 30;
    const bridge = await startWarmBridge({
      ...unpaced,
      accept: { ratePerSecond, burst: ratePerSecond },
    });
    onTestFinished(bridge.close);
    await warmUp(bridge);
    const door = doorOf(bridge);
    const visitor = makeVisitor(door.origin);
    onTestFinished(visitor.close);
    const junkPerSecond = 0.9 * ratePerSecond;
    const junkTotal = junkPerSecond * seconds;
    const junk = hostileRequests(2 * junkTotal, seed + 100, door)
      .filter(({ isSigned, body }) => !isSigned && body.length < 100_000)
      .slice(0, junkTotal);
    const startedAt = performance.now();
    const flood = junk.map(async (request, index) => {
      await delay(Math.max(0, startedAt + (index * 1_000) / junkPerSecond - performance.now()));
      return visitor.visit(request);
    });
    const perMinute = (ratePerSecond - junkPerSecond) * 60;
    const figures = await runLocalLoad(
      bridge,
      { shape: 'steady', perMinute, seconds, endSecondsMax: 60 },
      () => undefined,
    );
    const answers = await Promise.all(flood);
    const orders = (perMinute * seconds) / 60;

    process.stdout.write(
      `${JSON.stringify({ junk: countBy(answers, ({ status }) => String(status)), orders, endToEnd: figures.endToEnd })}\n\n`,
    );
    expect(junk).toHaveLength(junkTotal);
    expect(figures.wms).toEqual({ once: orders, more: 0, violations: 0 });
    expect(answers.filter(({ status }) => status === null || status < 400 || status > 499)).toEqual(
      [],
    );
    expect(figures.endToEnd.p99).toBeLessThan(2_000);
  });
});
