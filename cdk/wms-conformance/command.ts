/**
 * `npm run wms-conformance` as a function of its arguments: checks a WMS and says what does not hold.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeHttpRequest, type SendHttp } from '../../lib/adapters/http-request.ts';
import { checkWms } from './check-wms.ts';
import { makeKit } from './kit.ts';
import { type ConformanceOptions, parseCommandLine, usage } from './options.ts';
import { passes, type Report, renderJson, renderText } from './report.ts';
import { makeTestOrders } from './test-orders.ts';
import { makeWire, type WireDependencies } from './wire.ts';

export type CommandOutput = {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
};

const greetingMillis = 5_000;

const readSecret = (text: string): string =>
  text.startsWith('@') ? readFileSync(text.slice(1), 'utf8').trim() : text;

/** Why nobody can be asked anything at this address; null if somebody answers. */
const findNobody = async (request: SendHttp, url: string): Promise<string | null> => {
  const limits = { timeoutMillis: greetingMillis, connectTimeoutMillis: greetingMillis };
  const result = await request({
    ...{ method: 'GET', url, headers: {}, body: '', answerBytesMax: 1_024, ...limits },
  });
  if (result.kind === 'answer') return null;
  return result.kind === 'timeout'
    ? `no answer within ${greetingMillis / 1_000} s`
    : (result.code ?? 'the connection was closed');
};

/** Checks the WMS that the options name. */
export const checkConformance = async (
  options: ConformanceOptions,
  { request, sleep, now }: WireDependencies,
): Promise<Report> => {
  const { baseUrl, login, shop, sku, orderPrefix: prefix } = options;
  const startedAt = now();
  const wire = makeWire({ request, sleep, now });
  const orders = makeTestOrders({ prefix, shop, sku, startedAt });
  const kit = makeKit({ wire, orders, login, baseUrl, now });
  const { probeLimit, keys } = options;
  const checked = await checkWms({ kit, probeLimit, keys, startedAt, now });
  return {
    ...{ url: baseUrl, orderIdsBegin: orders.idsBegin, orders: kit.taken().size },
    ...{ requests: wire.history().length, checked, redact: wire.redact },
  };
};

/** Gives the exit code: 0 all clauses hold, 1 one does not, 2 wrong arguments or nobody answers. */
export const conformanceCommand = async (
  args: readonly string[],
  { print, complain }: CommandOutput,
): Promise<0 | 1 | 2> => {
  const command = parseCommandLine(args, readSecret);
  if (command.kind === 'wrong') {
    complain(`wms-conformance: ${command.fault}`);
    return 2;
  }
  if (command.kind === 'help') {
    print(usage);
    return 0;
  }
  const request = makeHttpRequest();
  const nobody = await findNobody(request, command.baseUrl);
  if (nobody !== null) {
    complain(`wms-conformance: nobody answers at ${command.baseUrl} (${nobody})`);
    return 2;
  }
  if (!command.json) print(`Checking ${command.baseUrl} …\n`);
  const report = await checkConformance(command, { request, sleep: delay, now: Date.now });
  print(command.json ? renderJson(report) : renderText(report));
  return passes(report) ? 0 : 1;
};
