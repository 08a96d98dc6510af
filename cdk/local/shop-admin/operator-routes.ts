/**
 * `/_admin/…` of the simulated Admin API: read what it was asked, switch its faults, put orders in. Not
 * part of Shopify.
 */
import * as z from 'zod';
import { type Answer, jsonAnswer } from '../wms/http.ts';
import { faultsSchema } from './admin-faults.ts';
import { parseJson } from './read-json.ts';
import type { ShopAdminParts } from './shop-admin-parts.ts';

/** What `PUT /_admin/settings` changes; what is not given stays. */
const settingsSchema = z.strictObject({
  scopes: z.array(z.string().min(1)).optional(),
  /** How long the search index lags behind the orders. */
  searchLagSeconds: z.number().min(0).optional(),
  /** Of the tokens issued from now on. */
  tokenSeconds: z.number().positive().optional(),
  bulkSeconds: z.number().min(0).optional(),
  bucket: z
    .strictObject({ maximumAvailable: z.number().positive(), restoreRate: z.number().positive() })
    .optional(),
  webhookApiVersion: z
    .string()
    .regex(/^\d{4}-\d\d$/)
    .optional(),
});
export type AdminSwitches = z.output<typeof settingsSchema>;

export const applySettings = (parts: ShopAdminParts, given: AdminSwitches): void => {
  const { index, tokens, bucket, switches } = parts;
  switches.scopes = given.scopes ?? switches.scopes;
  switches.bulkSeconds = given.bulkSeconds ?? switches.bulkSeconds;
  switches.webhookApiVersion = given.webhookApiVersion ?? switches.webhookApiVersion;
  if (given.searchLagSeconds !== undefined) index.setLagSeconds(given.searchLagSeconds);
  if (given.tokenSeconds !== undefined) tokens.setSeconds(given.tokenSeconds);
  if (given.bucket !== undefined) bucket.set(given.bucket);
};

const refusal = (status: number, message: string): Answer => jsonAnswer(status, { error: message });
const nothing: Answer = { status: 204 };

const change = <Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  act: (given: z.output<Schema>) => Answer,
): Answer => {
  const parsed = schema.safeParse(parseJson(text));
  return parsed.success ? act(parsed.data) : refusal(400, z.prettifyError(parsed.error));
};

const anyOrder = z.looseObject({
  id: z.union([z.string(), z.int()]),
  updated_at: z.string(),
});

const putOrder = ({ index }: ShopAdminParts, text: string): Answer =>
  change(anyOrder, text, (order) => {
    try {
      return jsonAnswer(200, { id: index.put(order).id });
    } catch (error) {
      if (error instanceof z.ZodError) return refusal(400, z.prettifyError(error));
      throw error;
    }
  });

const listOrders = ({ index }: ShopAdminParts): Answer =>
  jsonAnswer(200, {
    orders: index
      .all()
      .map(({ id, name, updated_at, created_at }) => ({ id, name, updated_at, created_at })),
  });

/** Answers one request to the operator's side. */
export const answerOperator = (
  parts: ShopAdminParts,
  method: string,
  path: string,
  text: string,
): Answer => {
  switch (`${method} ${path}`) {
    case 'GET /_admin/requests':
      return jsonAnswer(200, { requests: parts.log.all() });
    case 'GET /_admin/orders':
      return listOrders(parts);
    case 'PUT /_admin/orders':
      return putOrder(parts, text);
    case 'GET /_admin/faults':
      return jsonAnswer(200, { faults: parts.faults.list() });
    case 'PUT /_admin/faults':
      return change(faultsSchema, text, ({ faults }) => {
        parts.faults.set(faults);
        return jsonAnswer(200, { faults: parts.faults.list() });
      });
    case 'PUT /_admin/settings':
      return change(settingsSchema, text, (given) => {
        applySettings(parts, given);
        return nothing;
      });
    case 'DELETE /_admin/tokens':
      parts.tokens.revokeAll();
      return nothing;
    default:
      return refusal(404, 'no such resource');
  }
};
