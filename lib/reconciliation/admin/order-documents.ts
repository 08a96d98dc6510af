/**
 * The documents that a whole order is read with: at once as most orders are, or page by page.
 *
 * Only what the normal form needs is asked for; nothing else of a customer is ever read.
 */
import * as z from 'zod';
import {
  type AdminDocument,
  dateTimeSchema,
  enumSchema,
  gidSchema,
  pageInfo,
  pageInfoSchema,
} from './document.ts';

const text = z.string().nullable();

const lineSchema = z.object({
  id: gidSchema,
  sku: text,
  title: z.string(),
  quantity: z.int(),
  currentQuantity: z.int(),
  requiresShipping: z.boolean(),
  /** Null for a line that somebody typed, and once the variant was deleted. */
  variant: z.object({ id: gidSchema }).nullable(),
});
const linesSchema = z.object({ nodes: z.array(lineSchema), pageInfo: pageInfoSchema });
const lineFields = 'id sku title quantity currentQuantity requiresShipping variant { id }';

const shippedSchema = z.object({
  nodes: z.array(z.object({ quantity: z.int().nullable(), lineItem: z.object({ id: gidSchema }) })),
  pageInfo: pageInfoSchema,
});
const shippedFields = `nodes { quantity lineItem { id } } ${pageInfo}`;

const fulfillmentSchema = z.object({
  id: gidSchema,
  status: enumSchema,
  fulfillmentLineItems: shippedSchema,
});

const addressSchema = z.object({
  name: text,
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  province: text,
  provinceCode: text,
  zip: text,
  countryCodeV2: enumSchema.nullable(),
  phone: text,
});

export const orderSchema = z.object({
  id: gidSchema,
  name: z.string(),
  updatedAt: dateTimeSchema,
  displayFinancialStatus: enumSchema.nullable(),
  cancelledAt: dateTimeSchema.nullable(),
  test: z.boolean(),
  note: text,
  shippingAddress: addressSchema.nullable(),
  shippingLines: z.object({
    nodes: z.array(z.object({ title: z.string(), isRemoved: z.boolean() })),
  }),
  lineItems: linesSchema,
  fulfillments: z.array(fulfillmentSchema),
});
/** The order node as it is asked for, with the first of its lines and shipments. */
export type AdminOrder = z.output<typeof orderSchema>;

/** Of shipments in the first answer: they are no connection, so a full list may not be all. */
export const firstFulfillments = 5;

const wholeSchema = z.object({ order: orderSchema.nullable() });
/** Enough for nearly every order; a larger first page would reserve more of the bucket each time. */
export const wholeOrder: AdminDocument<z.output<typeof wholeSchema>> = {
  name: 'WholeOrder',
  kind: 'query',
  text: `query WholeOrder($id: ID!) {
  order(id: $id) {
    id name updatedAt displayFinancialStatus cancelledAt test note
    shippingAddress {
      name firstName lastName company address1 address2 city province provinceCode zip
      countryCodeV2 phone
    }
    shippingLines(first: 10) { nodes { title isRemoved } }
    lineItems(first: 50) { nodes { ${lineFields} } ${pageInfo} }
    fulfillments(first: ${firstFulfillments}) {
      id status
      fulfillmentLineItems(first: 20) { ${shippedFields} }
    }
  }
}`,
  data: wholeSchema,
  cost: 337,
  scopes: ['read_orders', 'read_products'],
};

const moreLinesSchema = z.object({
  order: z.object({ updatedAt: dateTimeSchema, lineItems: linesSchema }).nullable(),
});
export const moreLines: AdminDocument<z.output<typeof moreLinesSchema>> = {
  name: 'MoreLines',
  kind: 'query',
  text: `query MoreLines($id: ID!, $after: String) {
  order(id: $id) {
    updatedAt
    lineItems(first: 250, after: $after) { nodes { ${lineFields} } ${pageInfo} }
  }
}`,
  data: moreLinesSchema,
  cost: 504,
  scopes: ['read_orders', 'read_products'],
};

/** The most shipments of an order that can be read: the list has no cursor. */
export const fulfillmentsMax = 250;

const allFulfillmentsSchema = z.object({
  order: z
    .object({
      updatedAt: dateTimeSchema,
      fulfillments: z.array(z.object({ id: gidSchema, status: enumSchema })),
    })
    .nullable(),
});
export const allFulfillments: AdminDocument<z.output<typeof allFulfillmentsSchema>> = {
  name: 'AllFulfillments',
  kind: 'query',
  text: `query AllFulfillments($id: ID!) {
  order(id: $id) { updatedAt fulfillments(first: ${fulfillmentsMax}) { id status } }
}`,
  data: allFulfillmentsSchema,
  cost: 251,
  scopes: ['read_orders'],
};

const fulfillmentLinesSchema = z.object({
  fulfillment: z
    .object({ order: z.object({ updatedAt: dateTimeSchema }), fulfillmentLineItems: shippedSchema })
    .nullable(),
});
export const fulfillmentLines: AdminDocument<z.output<typeof fulfillmentLinesSchema>> = {
  name: 'FulfillmentLines',
  kind: 'query',
  text: `query FulfillmentLines($id: ID!, $after: String) {
  fulfillment(id: $id) {
    order { updatedAt }
    fulfillmentLineItems(first: 250, after: $after) { ${shippedFields} }
  }
}`,
  data: fulfillmentLinesSchema,
  cost: 505,
  scopes: ['read_orders'],
};
