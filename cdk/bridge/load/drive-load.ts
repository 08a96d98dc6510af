/**
 * Sends the orders of a load test at the times that were planned, whatever the answers do.
 *
 * Latency counts from the planned time, so that a stage that holds up the sender cannot hide it. What is
 * not answered 2xx is sent again as Shopify does, eight times at most, at growing distances.
 */
import type { Posted } from '../smoke/post-webhook.ts';

export type DrivePorts = {
  /** Sends the order with this number once. */
  readonly post: (number: number) => Promise<Posted>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Ends early when the person leaves. */
  readonly pause: (millis: number) => Promise<void>;
  /** Told after every answer. */
  readonly progress: (answered: number) => void;
  /** No further order is sent; those under way come to their end. */
  readonly left: AbortSignal;
};

export type SentOrder = {
  readonly number: number;
  /** When it was due, and when its last answer was there, by `now`. */
  readonly dueAt: number;
  readonly answeredAt: number;
  /** Requests that it took. */
  readonly sends: number;
  /** The last answer's; nothing where there was none. */
  readonly status: number | null;
};

/** As Shopify: the first, and eight more. */
export const sendsMax = 9;
const againMillisMin = 500;
const againMillisMax = 30_000;
/** Requests at once; what is due meanwhile waits for a place, and its wait counts. */
export const atOnceMax = 500;

/** @param times - milliseconds from now on, ascending. */
export const driveLoad = async (
  ports: DrivePorts,
  times: readonly number[],
): Promise<readonly SentOrder[]> => {
  const startedAt = ports.now();
  const sent: SentOrder[] = [];
  const underWay = new Set<Promise<void>>();
  for (const [number, time] of times.entries()) {
    const dueAt = startedAt + time;
    const early = dueAt - ports.now();
    if (early > 0) await ports.pause(early);
    if (underWay.size >= atOnceMax) await Promise.race(underWay);
    if (ports.left.aborted) break;
    const sending = sendOne(ports, number, dueAt).then((order) => {
      sent.push(order);
      underWay.delete(sending);
      ports.progress(sent.length);
    });
    underWay.add(sending);
  }
  await Promise.all(underWay);
  return sent.toSorted((a, b) => a.number - b.number);
};

const sendOne = async (ports: DrivePorts, number: number, dueAt: number): Promise<SentOrder> => {
  for (let sends = 1; ; sends += 1) {
    const posted = await ports.post(number);
    const status = posted.kind === 'answered' ? posted.status : null;
    if (isTaken(status) || sends === sendsMax || ports.left.aborted) {
      return { number, dueAt, answeredAt: ports.now(), sends, status };
    }
    await ports.pause(Math.min(againMillisMin * 2 ** (sends - 1), againMillisMax));
  }
};

export const isTaken = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300;
