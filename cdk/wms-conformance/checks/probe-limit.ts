/** Looks for the WMS's rate limit: one request again and again, until it is refused or enough. */
import type { Kit } from '../kit.ts';

const atOnceMax = 20;

/** @param requests - At most so many; 0 looks for none. */
export const probeLimit = async ({ orders, newKey, put }: Kit, requests: number): Promise<void> => {
  const [order, key] = [orders.next(), newKey()];
  for (let sent = 0; sent < requests; sent += atOnceMax) {
    const count = Math.min(atOnceMax, requests - sent);
    const answers = await Promise.all(
      Array.from({ length: count }, () => put(order, { key, patient: false })),
    );
    if (answers.some(({ answer }) => answer?.status === 429)) return;
  }
};
