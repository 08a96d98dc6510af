/**
 * The form of the WMS's faults, as its schema has them: every kind, with the fields of each. A kind or
 * a field that is added there is here by itself.
 */
import * as z from 'zod';
import { type Fault, faultSchema } from '../wms/faults.ts';

export type Field = {
  readonly name: string;
  readonly input: 'number' | 'text' | 'choice' | 'switch';
  /** Of a choice. */
  readonly options: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Kinds of faults that have it; all of them where it is a field of all. */
  readonly kinds: readonly string[];
  readonly ofAll: boolean;
};

const propertySchema = z.object({
  type: z.string().optional(),
  const: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const unionSchema = z.object({
  oneOf: z.array(z.object({ properties: z.record(z.string(), propertySchema) })),
});
type Property = z.output<typeof propertySchema>;

const variants = unionSchema
  .parse(z.toJSONSchema(faultSchema, { io: 'input' }))
  .oneOf.map(({ properties: { kind, ...fields } }) => ({ kind: kind?.const ?? '', fields }));

/** Every kind of fault that there is. */
export const faultKinds: readonly string[] = variants.map(({ kind }) => kind);

const inputOf = ({ type, enum: options }: Property): Field['input'] => {
  if (options !== undefined) return 'choice';
  if (type === 'boolean') return 'switch';
  return type === 'number' || type === 'integer' ? 'number' : 'text';
};

/** Whole numbers have the largest safe one as their bound: that is none. */
const bounds = ({ minimum, maximum }: Property): Pick<Field, 'min' | 'max'> => ({
  ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { min: minimum }),
  ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { max: maximum }),
});

const fieldOf = (name: string, property: Property): Field => {
  const kinds = variants.filter(({ fields }) => name in fields).map(({ kind }) => kind);
  return {
    name,
    input: inputOf(property),
    options: property.enum ?? [],
    ...bounds(property),
    kinds,
    ofAll: kinds.length === variants.length,
  };
};

/** Every field once; those that only some kinds have come first. */
export const faultFields: readonly Field[] = [
  ...new Map(variants.flatMap(({ fields }) => Object.entries(fields))).entries(),
]
  .map(([name, property]) => fieldOf(name, property))
  .sort((one, other) => Number(one.ofAll) - Number(other.ofAll));

export type ReadFault =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'unreadable'; readonly reason: string };

const readValue = ({ input, name }: Field, text: string): unknown => {
  if (input === 'switch') return text === 'on';
  // Retry-After is a number of seconds or a date.
  if (input === 'number' || (name === 'retryAfter' && /^\d+$/.test(text))) return Number(text);
  return text;
};

/** Empty fields, and those of other kinds of faults, are as if they were not there. */
export const readFault = (form: ReadonlyMap<string, string>): ReadFault => {
  const kind = form.get('kind') ?? '';
  const given = faultFields.flatMap((field) => {
    const text = form.get(field.name)?.trim() ?? '';
    return text === '' || !field.kinds.includes(kind)
      ? []
      : [[field.name, readValue(field, text)] as const];
  });
  const parsed = faultSchema.safeParse({ kind, ...Object.fromEntries(given) });
  return parsed.success
    ? { kind: 'fault', fault: parsed.data }
    : { kind: 'unreadable', reason: z.prettifyError(parsed.error) };
};
