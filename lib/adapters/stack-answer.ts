/**
 * Answers CloudFormation at the address that it gave for it, a file in a bucket of AWS's own.
 */
import type { SendHttp } from './http-request.ts';

const timeoutMillis = 3_000;
const connectTimeoutMillis = 1_000;
const triesMax = 3;
const answerBytesMax = 1_000;

/** @throws Error without the address, which is a secret. */
export const makeAnswerStack =
  (request: SendHttp) =>
  async (url: string, body: string): Promise<void> => {
    let last = '';
    for (let attempt = 0; attempt < triesMax; attempt++) {
      const result = await request({
        method: 'PUT',
        url,
        body,
        // The address is signed for a body of no type.
        headers: { 'Content-Type': '', 'Content-Length': String(Buffer.byteLength(body)) },
        ...{ timeoutMillis, connectTimeoutMillis, answerBytesMax },
      });
      if (result.kind === 'answer' && result.status === 200) return;
      last = result.kind === 'answer' ? String(result.status) : result.kind;
    }
    throw new Error(`CloudFormation did not take the answer: ${last}`);
  };
