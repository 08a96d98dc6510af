/**
 * The whole alarm table of a stage: DESIGN's, row by row. What pages, what is a ticket, what explains what.
 *
 * One cause pages once. Explained rows are composites, `seen AND NOT cause`, and not suppressed by
 * CloudWatch's own suppressor: that one swallows the end of an alarm as well, so that an incident which
 * was there before its cause would stay open for ever.
 */
import type { AlarmRow } from './alarm-row.ts';
import { circuitRows } from './circuit-rows.ts';
import { deliveryRows } from './delivery-rows.ts';
import { letterRows } from './letter-rows.ts';
import { pagerRows } from './pager-rows.ts';
import { reconcileRows } from './reconcile-rows.ts';
import { waitingRows } from './waiting-rows.ts';
import type { WatchedParts } from './watched-parts.ts';
import { webhookRows } from './webhook-rows.ts';

/** In the order in which an order meets what they look at. */
export const alarmTable = (parts: WatchedParts): readonly AlarmRow[] => [
  ...webhookRows(parts),
  ...deliveryRows(parts),
  ...waitingRows(parts),
  ...circuitRows(parts),
  ...letterRows(parts),
  ...reconcileRows(parts),
  ...pagerRows(parts),
];
