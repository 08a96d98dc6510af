/**
 * What acting on compliance webhooks has of the world: the table alone, and the bucket for a person's list.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PrivacyPorts } from '../privacy/privacy-ports.ts';
import type { ReportStore } from '../reconciliation/nightly/nightly-ports.ts';
import { makeLetterIndex } from './letter-index.ts';
import { makeReadState, makeRecordPorts } from './order-records.ts';
import { makePrivacyRequests } from './privacy-requests.ts';
import { makeListWaiting } from './waiting-orders.ts';

export const makePrivacyWorld = (
  tableName: string,
  edges: {
    readonly documents: DynamoDBDocumentClient;
    readonly store: Pick<ReportStore, 'put'>;
    readonly tell: PrivacyPorts['tellPrivacy'];
    readonly now: () => number;
  },
): PrivacyPorts => {
  const { documents, store, tell, now } = edges;
  return {
    ...makePrivacyRequests(documents, tableName),
    letters: makeLetterIndex(documents, tableName),
    readRecords: makeReadState(documents, tableName),
    markDecided: makeRecordPorts(documents, tableName).markDecided,
    waitingOrders: makeListWaiting(documents, tableName),
    putReport: (key, body) => store.put(key, body, 'application/json'),
    tellPrivacy: tell,
    now,
  };
};
