/** What one plans: nothing is broken, and the runbook's commands are run all the same. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { clientId } from '../../../../cdk/local/stack-steps.ts';
import { dataRequestBody } from '../../../builders/compliance.ts';
import { until } from '../../../end-to-end/bridge.ts';
import { letterOf } from '../letters.ts';
import type { Scene } from '../scene.ts';

const secondsMax = 60;

const upgrade = (): Scene => {
  let orderId = '';
  return {
    name: 'an upgrade',
    breaks: async ({ shop }) => {
      orderId = shop.newId();
      await shop.sell({ id: orderId });
    },
    expects: [],
    runbook: ['Runbook', 'Upgrade'],
    fillIn: async () => ({ ORDER: orderId }),
  };
};

const rotation = (): Scene => {
  const next = randomBytes(16).toString('hex');
  const wms = { clientId, clientSecret: randomBytes(16).toString('hex') };
  const admin = { clientId, clientSecret: randomBytes(16).toString('hex') };
  const otherPager = `https://events.pagerduty.com/integration/${next}/enqueue`;
  return {
    name: 'all secrets are changed',
    breaks: async () => {},
    expects: [],
    runbook: ['Rotating secrets'],
    types: {
      'secrets set shop --add --old-until 7d --stage production': () => next,
      'secrets set wms --stage production': ({ wms: simulated }) => {
        simulated.setClients([wms]);
        return JSON.stringify(wms);
      },
      'secrets set admin --stage production': ({ admin: simulated }) => {
        simulated.setClient(admin);
        return JSON.stringify(admin);
      },
      'secrets set pager --stage production': () => otherPager,
    },
    // Shopify has not revoked the old one a minute after the new one was added; nobody is at the other address.
    saysNotWell: ['secrets retire shop --stage production', 'page test --stage production'],
    mayTell: {
      'page-test': 'the test itself',
      'page-undelivered': 'nobody is at the other address',
    },
    tidy: ({ hand, pagerAddress }) => hand.putSecret('pager', JSON.parse(pagerAddress)),
  };
};

const replayAfterFix = (): Scene => ({
  name: 'orders were refused, and the mapping is mended',
  breaks: async ({ wms, shop, bridge }) => {
    const ids = [shop.newId(), shop.newId()];
    for (const orderId of ids) {
      wms.faults.add({ kind: 'status', status: 422, orderId, count: 1 });
      await shop.sell({ id: orderId });
      const isParked = () => bridge.lines(orderId).some(({ stage }) => stage === 'parked');
      await until(`${orderId} is parked`, isParked, secondsMax);
    }
    const [changed = ''] = ids;
    // Versions have whole seconds.
    await delay(1_100);
    await shop.post(shop.order({ id: changed, note: 'Ring twice' }), 'orders/updated');
    const isThere = () => bridge.lines(changed).some(({ stage }) => stage === 'processed');
    await until(`${changed} is delivered`, isThere, secondsMax);
  },
  expects: ['parked-rejected', 'dead-letters'],
  runbook: ['Replay after a fix'],
});

const customerAsks: Scene = {
  name: 'a customer asks what is held of them',
  breaks: async ({ wms, shop, bridge }) => {
    const orderId = shop.newId();
    wms.faults.add({ kind: 'status', status: 422, orderId, count: 1 });
    await shop.sell({ id: orderId });
    const asked = dataRequestBody([Number(orderId)], bridge.stack.describe().shop);
    await shop.post(asked, 'customers/data_request');
    const isListed = () =>
      bridge.records().some(({ message, report }) => message === 'privacy.worked' && report);
    await until('the list for the customer', isListed, secondsMax);
  },
  expects: ['parked-rejected', 'dead-letters', 'privacy-for-people'],
  runbook: ['privacy-for-people', "A customer's data", 'parked-rejected'],
  fillIn: letterOf('rejected'),
};

const anHourAgo = async () => ({
  T: new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z'),
});

/** Their alarms are told by scenes of their own. */
export const plannedScenes: readonly Scene[] = [
  upgrade(),
  rotation(),
  {
    name: 'a maintenance window of the WMS',
    breaks: async () => {},
    expects: [],
    runbook: ['Maintenance window of the WMS'],
  },
  replayAfterFix(),
  customerAsks,
  {
    name: 'the table was restored',
    breaks: async () => {},
    expects: [],
    runbook: ['Restoring the table'],
    fillIn: anHourAgo,
  },
  {
    name: 'a region was away',
    breaks: async () => {},
    expects: [],
    runbook: ['Losing a region'],
    fillIn: anHourAgo,
  },
];
