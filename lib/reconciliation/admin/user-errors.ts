/**
 * What Shopify says where it did not do what a mutation asked for: in HTTP 200, without an error.
 */
import * as z from 'zod';
import type { AdminTrouble } from '../admin-api.ts';

export const userErrorsSchema = z.array(
  z.object({ field: z.array(z.string()).nullable(), message: z.string() }),
);

/** It is read by a person; our mutations name no customer, so neither does it. */
const faultLengthMax = 300;

export const rejectedBy = (
  errors: z.output<typeof userErrorsSchema>,
): Extract<AdminTrouble, { kind: 'rejected' }> => {
  const faults = errors.map(({ field, message }) => `${field?.join('.') ?? 'it'}: ${message}`);
  const fault = faults.join('; ').replace(/[^\x20-\x7e]/g, '?');
  return { kind: 'rejected', fault: fault.slice(0, faultLengthMax) || 'no reason given' };
};
