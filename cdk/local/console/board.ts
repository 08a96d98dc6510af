/**
 * What the page knows of the orders, by what the functions log: kept up to date line by line.
 */
import type { LogRecord } from '../functions/log-lines.ts';
import { makeLedger, type Totals } from './ledger.ts';
import { addRecord, emptyBoard, type OrderBoard } from './order-board.ts';
import { readStageLine } from './stage-line.ts';

export type Board = {
  readonly hear: (record: LogRecord) => void;
  readonly read: () => OrderBoard;
  readonly totals: () => Totals;
};

export const makeBoard = (): Board => {
  let board = emptyBoard;
  const ledger = makeLedger();
  return {
    hear: (record) => {
      const line = readStageLine(record);
      if (line === undefined) return;
      board = addRecord(board, line);
      ledger.hear(line);
    },
    read: () => board,
    totals: ledger.totals,
  };
};
