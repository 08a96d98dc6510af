/** Puts a stage right after a scene that failed, so that the scenes after it say something of their own. */
import { parseCircuit } from '../../../lib/circuit/circuit.ts';
import { table } from '../../../lib/config/table.ts';
import { runCommand } from './run-command.ts';
import type { World } from './world.ts';

const asThere = <Value>(text: string): Value => JSON.parse(text) as Value;

export const repair = async (world: World): Promise<void> => {
  const { wms, admin, hand, shop, releases, pagerAddress, stateDir } = world;
  await wms.comeBack().catch(() => undefined);
  wms.faults.clear();
  admin.faults.clear();
  hand.setSource(true);
  await releases.rollBackAll();
  wms.setClients([asThere(await hand.readSecret('wms'))]);
  admin.setClient(asThere(await hand.readSecret('admin')));
  await hand.putSecret('shop', { secrets: [shop.secret()] });
  await hand.putSecret('pager', asThere(pagerAddress));
  await hand.kill('accept-webhook');
  shop.open();
  // One that was closed lately explains what is old.
  const { block } = parseCircuit(await hand.readItem(table.circuit));
  if (block !== undefined) await runCommand('circuit close', { stateDir, filledIn: {} });
  await runCommand('webhooks register', { stateDir, filledIn: {} });
  await runCommand('dead-letters discard --all --reason "a scene failed"', {
    ...{ stateDir, filledIn: {} },
  });
};
