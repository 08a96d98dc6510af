/**
 * Everything that an operator's requests are answered from, in memory: letters and their index, order
 * records, the jobs, and what was written down.
 */
import type { AuditLine } from '../../../lib/letters/audit.ts';
import { makeBrowse } from '../../../lib/letters/browse.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import { makeOperate, type OperatePorts } from '../../../lib/letters/operate.ts';
import type { LetterPorts } from '../../../lib/letters/ports.ts';
import { encodeLetter } from '../../../lib/order/dead-letter.ts';
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import { indexEntry } from '../../builders/index-entry.ts';
import { deadLetter } from '../../builders/order-message.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';
import { makeFakeJobStore } from '../../fakes/replay-jobs.ts';

export const deskNow = Date.parse('2026-11-22T12:00:00.000Z');

/** An instant of the letters' day, so many seconds after ten. */
export const parkedAt = (seconds: number): string =>
  new Date(Date.parse('2026-11-22T10:00:00.000Z') + seconds * 1_000).toISOString();

type Reads = {
  pages: number;
  contents: number;
  /** Of order records: how many orders each read asked for. */
  readonly states: number[];
  together: number;
  mostTogether: number;
};

/** @param given - ports that behave otherwise. */
export const makeDeskScene = (given: Partial<OperatePorts> = {}) => {
  let time = deskNow;
  const now = () => time;
  const letters = makeFakeDeadLetters({ now });
  const records = makeFakeOrderRecords();
  const jobs = makeFakeJobStore();
  const lines: AuditLine[] = [];
  const reads: Reads = { pages: 0, contents: 0, states: [], together: 0, mostTogether: 0 };
  const index: LetterPorts['index'] = {
    ...letters.index,
    page: (limit, after) => {
      reads.pages += 1;
      return letters.index.page(limit, after);
    },
    contentOf: (letter) => {
      reads.contents += 1;
      return letters.index.contentOf(letter);
    },
  };
  const readState: LetterPorts['readState'] = async (orders) => {
    reads.states.push(orders.length);
    reads.together += 1;
    reads.mostTogether = Math.max(reads.mostTogether, reads.together);
    const state = await records.readState(orders);
    reads.together -= 1;
    // What was not asked for is not known.
    const asked = new Set(orders.map(({ shop, orderId }) => `${shop}/${orderId}`));
    const recordOf = (order: (typeof orders)[number]): OrderRecord =>
      asked.has(`${order.shop}/${order.orderId}`) ? state.recordOf(order) : {};
    return { ...state, recordOf };
  };
  let made = 0;
  const makeJobId = () => {
    made += 1;
    return `job-${made}`;
  };
  const audit = (line: AuditLine) => lines.push(line);
  const ports = { index, readState, jobs, now, makeJobId, audit, ...given };
  return {
    letters,
    records,
    jobs,
    reads,
    browse: makeBrowse(ports),
    operate: makeOperate(ports),
    /** Puts a letter into the index; its content is that of the builders' letter. */
    put: (given: Partial<IndexedLetter> = {}) =>
      letters.index.put(indexEntry(given), encodeLetter(deadLetter())),
    /** What was written down since the last look. */
    takeLines: (): readonly AuditLine[] => lines.splice(0),
    pass: (millis: number): void => {
      time += millis;
    },
  };
};
export type DeskScene = ReturnType<typeof makeDeskScene>;
