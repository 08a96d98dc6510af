/** Clauses about orders that are out of the ordinary, and real all the same. */
import {
  broken,
  expectAccepted,
  expectOutdated,
  type Findings,
  firstBroken,
  wmsOrderIdOf,
} from '../finding.ts';
import type { Kit } from '../kit.ts';
import { neighbourOf, type TestOrder, version } from '../test-orders.ts';

const linesMax = 500;

/** In scripts of one to four bytes, from right to left, composed and decomposed, with emoji. */
export const inEveryScript: Partial<TestOrder> = {
  note: 'Für Zoë: 「玄関」へ — Привет, שלום, مرحبا, नमस्ते, 𝒳, 👩‍🚀 e\u0301 \\ "quoted"\nsecond line',
  ship_to: {
    name: 'Łucja Þórsdóttir-王',
    company: 'Æther & Söhne',
    address1: 'ul. Żółwia 7',
    address2: 'חדר 4',
    city: 'Kraków',
    province: null,
    postal_code: '〒100-0001',
    country_code: 'PL',
    phone: null,
  },
};

const checkCancelled = async ({ orders, put }: Kit): Promise<Findings> => {
  const nothing = { status: 'cancelled', lines: [], ship_to: null, shipping_method: null } as const;
  const order = orders.next({ ...nothing, version: version(2) });
  const first = await put(order);
  const older = await put(orders.next({ order_id: order.order_id }));
  const bare = orders.next({ ...nothing, lines: [orders.line(1, null)] });
  return {
    'order.cancelled-first': firstBroken(expectAccepted(first), expectOutdated(older, version(2))),
    'order.cancelled-bare': firstBroken(expectAccepted(await put(bare))),
  };
};

/** The second would be an older version of the first, if both ids were rounded to one. */
const checkExactId = async ({ orders, put }: Kit): Promise<Findings> => {
  const order = orders.next({ version: version(2) });
  const first = await put(order);
  const second = await put(orders.next({ order_id: neighbourOf(order) }));
  const id = wmsOrderIdOf(first);
  const same = id !== undefined && id === wmsOrderIdOf(second);
  return {
    'order.exact-id': firstBroken(
      expectAccepted(first),
      expectAccepted(second),
      same ? broken(second, `another wms_order_id than "${id}", which is another order's`) : null,
    ),
  };
};

export const checkContents = async (kit: Kit): Promise<Findings> => {
  const { orders, put } = kit;
  const lines = Array.from({ length: linesMax }, (_, index) => orders.line(index));
  return {
    ...(await checkCancelled(kit)),
    ...(await checkExactId(kit)),
    'order.unicode': firstBroken(expectAccepted(await put(orders.next(inEveryScript)))),
    'order.large': firstBroken(expectAccepted(await put(orders.next({ lines })))),
    'order.empty': firstBroken(expectAccepted(await put(orders.next({ lines: [] })))),
  };
};
