/** A plan made true: what Shopify has, what the bridge's table has, and what the WMS has. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { SimulatedShopAdmin } from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import type { StackDescription } from '../../cdk/local/stack-file.ts';
import type { SimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { table } from '../../lib/config/table.ts';
import { inChunks, inLanes } from '../../lib/letters/lanes.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { inOrder } from './nightly-cases.ts';
import type { Plan, Planned } from './nightly-plan.ts';

const writesPerCall = 25;
const lanes = 8;
/** Orders between two looks at what else there is to do. */
const sliceOrders = 500;

/** @param endpoint - of the DynamoDB itself, without the rights that the local stack looks at. */
export const seedTable = async (
  endpoint: string,
  { region, table: tableName, shop }: StackDescription,
  orders: readonly Planned[],
): Promise<void> => {
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region, credentials }),
  );
  const known = orders.filter(({ record }) => record !== undefined);
  await inLanes(inChunks(known, writesPerCall), lanes, async (some) => {
    const puts = some.map(({ orderId, record }) => ({
      PutRequest: { Item: { [table.key]: `${table.orderPrefix}${shop}/${orderId}`, ...record } },
    }));
    const { UnprocessedItems = {} } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [tableName]: puts } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table did not take all');
  });
  documents.destroy();
};

const yieldTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const seedShopify = async (
  admin: SimulatedShopAdmin,
  orders: readonly Planned[],
): Promise<void> => {
  for (const some of inChunks(orders, sliceOrders)) {
    await yieldTurn();
    for (const { orderId: id, version, shopify, name } of some) {
      if (shopify === undefined) continue;
      const given = { id, created_at: version, updated_at: version };
      // Of what is in order nobody ever reads more.
      const isPlain = name === inOrder;
      admin.putOrder(
        isPlain
          ? { ...given, financial_status: 'paid' }
          : { ...shopifyOrder({ ...given, ...shopify }) },
      );
    }
  }
};

export const seedWms = async (wms: SimulatedWms, { atWms }: Plan, shop: string): Promise<void> => {
  for (const some of inChunks(atWms, sliceOrders)) {
    await yieldTurn();
    for (const { orderId, wms: has } of some) {
      if (has === undefined) continue;
      const common = { order_id: orderId, name: `#${orderId.slice(-6)}`, shop, test: false };
      const rest = { version: has.version, shipping_method: null, note: null, lines: [] };
      wms.putOrder(
        has.status === 'open'
          ? { ...common, ...rest, status: 'open', ship_to: shipTo }
          : { ...common, ...rest, status: 'cancelled', ship_to: null },
      );
    }
  }
};

const shipTo = {
  ...{ name: 'Wilhelmina Quagmire', company: null, address1: '17 Thistledown Crescent' },
  ...{ address2: null, city: 'Ottawa', province: 'ON', postal_code: 'K1A 0B1' },
  ...{ country_code: 'CA', phone: null },
};
