/**
 * What the WMS has, as it is kept between two slices: a line for each order, in the order of their changes.
 */

export type WmsEntry = {
  /** Digits. */
  readonly orderId: string;
  /** Epoch milliseconds of its version. */
  readonly instant: number;
  readonly status: 'open' | 'cancelled';
};

export const encodeEntries = (entries: readonly WmsEntry[]): string =>
  entries
    .map(
      ({ orderId, instant, status }) => `${orderId} ${instant} ${status === 'open' ? 'o' : 'c'}\n`,
    )
    .join('');

/** @throws where a line is none of ours: the file is not what was written. */
export const decodeEntries = (text: string, take: (entry: WmsEntry) => void): void => {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const [orderId = '', instant = '', status = ''] = text.slice(from, end).split(' ');
    if (end < 0 || !/^\d+$/.test(orderId) || !/^-?\d+$/.test(instant) || !/^[oc]$/.test(status)) {
      throw new Error('a kept part of the list of the WMS is unreadable');
    }
    take({ orderId, instant: Number(instant), status: status === 'o' ? 'open' : 'cancelled' });
    from = end + 1;
  }
};
