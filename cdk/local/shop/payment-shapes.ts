/**
 * Shapes that differ in money and in how far an order is paid.
 */
import { addLine, changed, changeFirstLine, type ShapeGroup, unshipped } from './order-shape.ts';

const ended = (financialStatus: string) => ({
  financial_status: financialStatus,
  cancel_reason: 'customer',
});

export const paymentShapes = {
  plain: { weight: 60, dress: (order) => order },
  'multi-currency': {
    weight: 3,
    dress: (order, chance) =>
      changed(order, { currency: 'CAD', presentment_currency: chance.pick(['EUR', 'USD', 'JPY']) }),
  },
  yen: {
    weight: 3,
    dress: (order) => changed(order, { currency: 'JPY', presentment_currency: 'JPY' }),
  },
  'three-decimals': {
    weight: 0.5,
    dress: (order) => changed(order, { currency: 'KWD', presentment_currency: 'KWD' }),
  },
  'free-of-charge': {
    weight: 0.5,
    dress: (order) =>
      changed(
        { ...order, line_items: order.line_items.map((line) => ({ ...line, price: '0.00' })) },
        { discount_codes: [{ code: 'FRIEND', amount: '100.0', type: 'percentage' }] },
      ),
  },
  'paid-by-gift-card': {
    weight: 1,
    dress: (order) => changed(order, { payment_gateway_names: ['gift_card', 'bogus'] }),
  },
  discounted: {
    weight: 3,
    dress: (order) =>
      changed(order, {
        discount_codes: [{ code: 'TEN&MORE', amount: '10.0', type: 'percentage' }],
        discount_applications: [
          { target_type: 'line_item', type: 'discount_code', value: '10.0', code: 'TEN&MORE' },
        ],
      }),
  },
  tip: {
    weight: 1,
    dress: (order) =>
      changed(addLine(order, { ...unshipped, title: 'Tip', price: '5.00', tip: true }), {
        total_tip_received: '5.00',
      }),
  },
  authorized: { weight: 4, dress: (order) => changed(order, { financial_status: 'authorized' }) },
  'partially-paid': {
    weight: 0.5,
    dress: (order) => changed(order, { financial_status: 'partially_paid' }),
  },
  'pending-transfer': {
    weight: 4,
    dress: (order) =>
      changed(order, { financial_status: 'pending', payment_gateway_names: ['Bank Deposit'] }),
  },
  'authorization-expired': {
    weight: 0.2,
    dress: (order) => changed(order, { financial_status: 'expired' }),
  },
  'partly-refunded': {
    weight: 1,
    dress: (order) => {
      const [first] = order.line_items;
      const refund = { line_item_id: first?.id, quantity: 1, restock_type: 'cancel' };
      return changed(changeFirstLine(order, { quantity: 3, current_quantity: 2 }), {
        financial_status: 'partially_refunded',
        refunds: [{ id: `${BigInt(order.id) + 6n}`, refund_line_items: [refund] }],
      });
    },
  },
  refunded: { weight: 0.3, life: 'over', dress: (order) => changed(order, ended('refunded')) },
  voided: { weight: 0.3, life: 'over', dress: (order) => changed(order, ended('voided')) },
  'cancelled-at-once': {
    weight: 0.3,
    life: 'over',
    dress: (order) => changed(order, { ...ended('refunded'), cancelled_at: order.created_at }),
  },
} satisfies ShapeGroup;
