/**
 * From the fields of the page's form to a fault of the simulated WMS.
 */
import * as z from 'zod';
import { type Fault, faultSchema } from '../wms/faults.ts';
import { presets } from './switches-view.ts';

export type ReadFault =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The fields that each kind of fault has, besides those of all. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  status: ['status', 'retryAfter', 'detail'],
  slow: ['millis'],
  drip: ['millis'],
};
const commonFields = ['kind', 'at', 'orderId', 'count', 'seconds'];
const numbers = ['status', 'retryAfter', 'millis', 'count', 'seconds'];

/** Empty fields, and those of other kinds of faults, are as if they were not there. */
export const readFaultForm = (form: URLSearchParams): ReadFault => {
  const preset = presets[form.get('preset') ?? ''];
  const fields = new Map(preset === undefined ? form : Object.entries(preset.fields));
  const names = [...commonFields, ...(fieldsOf[fields.get('kind') ?? ''] ?? [])];
  const given = names.flatMap((name) => {
    const value = fields.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, numbers.includes(name) ? Number(value) : value] as const];
  });
  const parsed = faultSchema.safeParse(Object.fromEntries(given));
  return parsed.success
    ? { kind: 'fault', fault: parsed.data }
    : { kind: 'unreadable', reason: z.prettifyError(parsed.error) };
};
