/**
 * What a function's result becomes as an HTTP answer, by the rules of payload format 2.0.
 */
import * as z from 'zod';
import type { InvocationResult } from '../contracts.ts';

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
};

const structuredSchema = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** The gateway's own answers. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
});

export const internalError = gatewayAnswer(500, 'Internal Server Error');
export const unavailable = gatewayAnswer(503, 'Service Unavailable');

export const toHttpAnswer = (result: InvocationResult): HttpAnswer => {
  if (result.kind === 'throttled') return unavailable;
  if (result.kind === 'function-error') return internalError;
  if (!isStructured(result.payload)) return inferred(result.payload);
  const parsed = structuredSchema.safeParse(withoutNulls(result.payload));
  return parsed.success ? structured(parsed.data) : internalError;
};

const isStructured = (payload: unknown): payload is object =>
  typeof payload === 'object' && payload !== null && 'statusCode' in payload;

const withoutNulls = (payload: object) =>
  Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));

/** A result without a status code is the body of a 200. */
const inferred = (payload: unknown): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
});

const structured = (answer: z.output<typeof structuredSchema>): HttpAnswer => ({
  status: answer.statusCode,
  headers: {
    'content-type': 'text/plain;charset=UTF-8',
    ...Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    ...(answer.cookies.length > 0 && { 'set-cookie': answer.cookies }),
  },
  body: Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'),
});
