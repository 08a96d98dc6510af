/**
 * Whether one shop still sends its webhooks to us, and having it send those that are missing. Those that it
 * sends are left alone.
 */
import { errorName } from '../order/error-name.ts';
import { adminApiVersion } from './admin-api.ts';
import { makePatience, type Patience } from './patience.ts';
import type { ReconcilePorts } from './ports.ts';
import { apiVersionDaysLeft, judgeSubscriptions } from './subscriptions.ts';
import type { CheckedShop } from './told.ts';
import { endOf, type Stop } from './work.ts';

type CheckPorts = Pick<ReconcilePorts, 'shop' | 'admin' | 'now' | 'sleep'>;
type Part = Pick<CheckedShop, 'end' | 'faults' | 'registered'>;

/**
 * @param webhookUrl - where the webhooks must go.
 * @param wish - `register`: what is missing is asked for, and then looked at again.
 */
export const checkShop = async (
  ports: CheckPorts,
  webhookUrl: string,
  millisLeft: () => number,
  wish: 'check' | 'register',
): Promise<CheckedShop> => {
  const patience = makePatience(ports.sleep, millisLeft);
  const asked = {
    shop: ports.shop,
    apiVersionDaysLeft: apiVersionDaysLeft(adminApiVersion, ports.now()),
  };
  try {
    const checked = await check(ports, patience, webhookUrl);
    const missing = checked.faults?.missing ?? [];
    if (wish === 'check' || missing.length === 0) return { ...asked, ...checked };
    return { ...asked, ...(await register(ports, patience, webhookUrl, missing)) };
  } catch (error) {
    return { ...asked, end: { kind: 'failed', error: errorName(error) } };
  }
};

const check = async (
  { admin }: CheckPorts,
  patience: Patience,
  webhookUrl: string,
): Promise<Part> => {
  const answer = await patience.ask(admin.subscriptions);
  if (answer.kind !== 'answered') return { end: endOf(answer) };
  return { end: { kind: 'done' }, faults: judgeSubscriptions(answer.value, webhookUrl) };
};

/** One topic after the other: what Shopify refuses for one, it is likely to refuse for all. */
const register = async (
  ports: CheckPorts,
  patience: Patience,
  webhookUrl: string,
  topics: readonly string[],
): Promise<Part> => {
  const registered: string[] = [];
  let stop: Stop | undefined;
  for (const topic of topics) {
    const answer = await patience.ask(() => ports.admin.subscribe(topic, webhookUrl));
    if (answer.kind !== 'answered') {
      stop = answer;
      break;
    }
    registered.push(topic);
  }
  const { end, faults } = await check(ports, patience, webhookUrl);
  return { end: stop ? endOf(stop) : end, ...(faults ? { faults } : {}), registered };
};
