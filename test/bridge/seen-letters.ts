/** Dead letters, plans and jobs as an operator finds them. */
import type { StageNames } from '../../cdk/bridge/stage-names.ts';
import type { IndexedLetter } from '../../lib/letters/indexed-letter.ts';
import type { Job } from '../../lib/letters/job.ts';
import { local } from './seen-circuits.ts';

export const now = Date.parse('2026-11-22T10:00:00Z');
export const ago = (seconds: number): string => new Date(now - seconds * 1_000).toISOString();

export const seenLetter = (facts: Partial<IndexedLetter> = {}): IndexedLetter => ({
  ...{ letterId: 'a1', class: 'rejected', reason: 'the WMS answered 422', status: 422 },
  ...{ attempts: 1, deliveries: 0, receives: 1, parkedAt: ago(7_200), receivedAt: ago(7_260) },
  ...{ shop: 'demo.myshopify.com', orderId: '1001', version: '2026-11-22T07:59:00Z', hash: 'h' },
  generation: null,
  ...{ topic: 'orders/create', correlationId: 'shopify-order-1001', replays: 0, body: null },
  ...{ groupId: 'demo.myshopify.com/letter-a1', messageId: 'm1', parts: 1 },
  ...facts,
});

export const seenJob = (facts: Partial<Job> = {}): Job => ({
  ...{ jobId: 'j1', kind: 'replay', state: 'running', filter: { class: 'rejected' } },
  ...{ asOf: ago(61), force: false, pacePerSecond: 5, by: 'arn:aws:iam::1:user/ann' },
  ...{ createdAt: ago(60), updatedAt: ago(1), confirmed: 240, letters: 260 },
  ...{ done: 100, skipped: { superseded: 8, delivered: 2 }, gone: 1, inHand: [] },
  ...facts,
});

export const production: StageNames = {
  ...local,
  title: 'stage production',
  flag: ' --stage production',
};
