/**
 * Asks a function of the stage, and takes only an answer of the shape that it should have.
 */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { inOneLine } from './plain-text.ts';
import { refusal } from './refusal.ts';

/** What Lambda answers for a function that threw, ran out of time or was killed. */
const failureSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

/** @throws a refusal where the function failed, or answered something else. */
export const invoke = async <Answer>(
  lambda: LambdaClient,
  functionName: string,
  request: object,
  schema: z.ZodType<Answer>,
): Promise<Answer> => {
  const { FunctionError: isFailed, Payload: payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
  );
  const answer = parseJson(payload?.transformToString() ?? '');
  if (isFailed !== undefined) {
    throw refusal(
      `the function ${functionName} failed: ${failureOf(answer)}; its log says more`,
      1,
    );
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw refusal(
    `the function ${functionName} answered what this command cannot read: they are of different releases`,
    1,
  );
};

/** A later release may refuse for more reasons; its sentence is what people read. */
const refusedSchema = z.object({ kind: z.literal('refused'), fault: z.string() });

/** The same of a function that may refuse. @throws a refusal with its sentence, too. */
export const invokeUnlessRefused = async <Answer extends object>(
  lambda: LambdaClient,
  functionName: string,
  request: object,
  schema: z.ZodType<Answer>,
): Promise<Answer> => {
  const refused = refusedSchema.transform(({ fault }) => ({ fault }));
  const given = schema.transform((answer) => ({ answer }));
  const got = await invoke(lambda, functionName, request, z.union([refused, given]));
  if ('fault' in got) throw refusal(inOneLine(got.fault), 1);
  return got.answer;
};

/** Asks it to begin, and does not wait for what comes of it. */
export const invokeAside = async (
  lambda: LambdaClient,
  functionName: string,
  request: object,
): Promise<void> => {
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: JSON.stringify(request),
    }),
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const failureOf = (answer: unknown): string => {
  const failure = failureSchema.safeParse(answer);
  if (!failure.success) return 'nobody says why';
  const { errorType, errorMessage } = failure.data;
  return inOneLine(errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}`);
};
