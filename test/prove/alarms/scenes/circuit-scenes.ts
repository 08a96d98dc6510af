/** The WMS is away, asks everybody to wait, or refuses our credentials; and the secrets that grow old. */
import { randomBytes } from 'node:crypto';
import { clientId } from '../../../../cdk/local/stack-steps.ts';
import { inFlightMax, queueDepthMax } from '../compressed.ts';
import type { Scene } from '../scene.ts';

const newClient = () => ({ clientId, clientSecret: randomBytes(16).toString('hex') });
const daysOld = 91;

const otherCredentials = (): Scene => {
  const client = newClient();
  return {
    name: 'the WMS was given other credentials, and nobody told us',
    breaks: async ({ wms }) => {
      wms.setClients([client]);
      wms.revokeTokens();
    },
    expects: ['credentials-held', 'circuit-recent'],
    runbook: ['credentials-held'],
    types: { 'secrets set wms': () => JSON.stringify(client) },
  };
};

const halfRotation = (): Scene => {
  const next = randomBytes(16).toString('hex');
  return {
    name: "a rotation of Shopify's secret that is half done",
    breaks: async ({ hand, shop }) => {
      await hand.putSecret('shop', { secrets: [shop.secret(), next] });
      await hand.kill('accept-webhook');
    },
    expects: ['shopify-secret-old'],
    runbook: ['shopify-secret-old'],
    outside: async ({ shop, hand }) => {
      shop.signWith(next);
      await hand.kill('accept-webhook');
    },
    // It was in use a moment ago.
    saysNotWell: ['secrets retire shop'],
    lingers: true,
  };
};

const oldCredentials = (): Scene => {
  const client = newClient();
  return {
    name: "the WMS's credentials are older than 90 days",
    breaks: async ({ hand }) => hand.ageSecret('wms', daysOld),
    expects: ['wms-secret-old'],
    runbook: ['wms-secret-old'],
    outside: async ({ wms }) => wms.setClients([client]),
    types: { 'secrets set wms': () => JSON.stringify(client) },
  };
};

const brokenRotation: Scene = {
  name: 'the WMS makes no key',
  breaks: async ({ wms, hand }) => {
    wms.faults.add({ kind: 'status', status: 500, at: 'keys' });
    await hand.rotateSecret('wms');
  },
  expects: ['wms-rotation-failed'],
  runbook: ['wms-rotation-failed'],
  outside: async ({ wms }) => wms.faults.clear(),
};

/** Secrets that grow old. */
export const ageScenes: readonly Scene[] = [halfRotation(), oldCredentials(), brokenRotation];

export const circuitScenes: readonly Scene[] = [
  {
    name: 'the WMS away for long, under heavy traffic',
    breaks: async ({ wms, shop }) => {
      await wms.goAway();
      await shop.sellMany(inFlightMax + 5);
    },
    expects: ['circuit-opened', 'circuit-open', 'circuit-recent', 'in-flight'],
    runbook: ['circuit-opened', 'in-flight', 'circuit-open'],
    outside: ({ wms }) => wms.comeBack(),
  },
  {
    name: 'the WMS answers nothing but 429, under heavy traffic',
    breaks: async ({ wms, shop }) => {
      wms.faults.add({ kind: 'status', status: 429, retryAfter: 1 });
      await shop.sellMany(queueDepthMax + 10);
    },
    expects: ['throttled-only', 'throttled-recent', 'queue-deep'],
    mayTell: { 'in-flight': 'all orders of the time are hidden on the queue' },
    runbook: ['queue-deep', 'throttled-only'],
    outside: async ({ wms }) => wms.faults.clear(),
  },
  otherCredentials(),
];
