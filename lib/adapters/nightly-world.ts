/**
 * What a nightly comparison has of the world besides the ports of reconciling, put together.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseCircuit } from '../circuit/circuit.ts';
import type { ReconcileOrdersEnv } from '../config/env/reconcile-orders.ts';
import { makePacer } from '../delivery/pacer.ts';
import type {
  Memory,
  NightlyShared,
  NightlyStore,
  ReportStore,
} from '../reconciliation/nightly/nightly-ports.ts';
import { sendRepair } from '../reconciliation/send-repair.ts';
import { makeCircuitItem } from './circuit-item.ts';
import { makeReadExport } from './export-file.ts';
import type { SendHttp } from './http-request.ts';
import { makeNightlyItem, makeNightlyLease } from './nightly-item.ts';
import { makeReadSecretText, makeReadWmsSecret } from './secrets.ts';
import { makeListWms } from './wms-list.ts';

export type NightlyEdges = {
  readonly documents: DynamoDBDocumentClient;
  readonly secrets: SecretsManagerClient;
  readonly store: ReportStore;
  readonly request: SendHttp;
  readonly memory: () => Memory;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
  /** Shopify's files are on this machine. @default - where config has an address of its own for the Admin API */
  readonly isLocal?: boolean;
  /** When all asking must be over, in epoch milliseconds. */
  readonly until: () => number;
};

export const makeNightlyWorld = (
  env: ReconcileOrdersEnv,
  edges: NightlyEdges,
): NightlyShared & { readonly nightlyOf: (shop: string) => NightlyStore } => {
  const { documents, now, sleep } = edges;
  const { TABLE_NAME: tableName, WMS: wms, RECONCILIATION: settings } = env;
  const circuit = makeCircuitItem(documents, tableName);
  // Credentials that the WMS has refused hold the circuit, and then its list is not asked for.
  const isRefused = () => false;
  const readText = makeReadSecretText(edges.secrets, env.WMS_SECRET_ARN, now);
  return {
    deployment: env.DEPLOYMENT,
    lease: makeNightlyLease(documents, tableName),
    nightlyOf: (shop) => makeNightlyItem(documents, tableName, shop),
    store: edges.store,
    // Config takes such an address on a local stage only.
    readExport: makeReadExport({ isLocal: settings.adminUrl !== undefined, ...edges }),
    listWms: makeListWms({
      ...edges,
      settings: wms,
      release: env.RELEASE,
      readSecret: makeReadWmsSecret(readText, isRefused),
      isRefused,
      pacer: makePacer(wms.limitPerSecond * settings.wmsShare, { now, wait: sleep }),
    }),
    isWmsFree: async () => parseCircuit(await circuit.read()).block === undefined,
    sendRepair,
    memory: edges.memory,
  };
};
