/**
 * A write on a condition: that it failed is an answer, since something newer is there already.
 */
import { errorName } from '../order/error-name.ts';

/** `undefined` where the condition failed. Rejects with any other error. */
export const unlessFailed = async <Answer>(sent: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await sent;
  } catch (error) {
    if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
    return undefined;
  }
};

/** Of an item that is written only on what was read of it. */
export const writtenUnlessFailed = async (
  sent: Promise<object>,
): Promise<'written' | 'overtaken'> =>
  (await unlessFailed(sent)) === undefined ? 'overtaken' : 'written';
