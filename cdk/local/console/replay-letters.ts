/**
 * The button that replays: invokes the function as an operator does, and says what came of it.
 */
import * as z from 'zod';
import type { AwsEndpoint, InvokeFunction } from '../contracts.ts';
import { readFunctionSpecs } from '../functions/function-spec.ts';

const replayName = 'replay-dead-letters';
const replayAnswer = z.object({
  replayed: z.number(),
  skipped: z.record(z.string(), z.number()),
  complete: z.boolean(),
});

const letters = (count: number): string =>
  count === 1 ? '1 dead letter was' : `${count} dead letters were`;

const describe = ({ replayed, skipped, complete }: z.output<typeof replayAnswer>): string => {
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  const stays = reasons.map(([reason, count]) => `, ${count} stay (${reason})`).join('');
  return `${letters(replayed)} replayed${stays}${complete ? '.' : '; press again for the rest.'}`;
};

/** Replays one order's letters, or all; gives a sentence. */
export const makeReplay =
  ({ template }: Pick<AwsEndpoint, 'template'>, invoke: InvokeFunction) =>
  async (orderId?: string): Promise<string> => {
    const spec = readFunctionSpecs(template).find(({ name }) => name === replayName);
    if (spec === undefined) return `The template has no function ${replayName}.`;
    const result = await invoke(
      spec.logicalId,
      orderId === undefined ? { all: true } : { orderId },
    );
    const parsed = replayAnswer.safeParse(result.kind === 'answered' ? result.payload : undefined);
    return parsed.success
      ? describe(parsed.data)
      : `The replay failed; the log of ${replayName} says why.`;
  };
