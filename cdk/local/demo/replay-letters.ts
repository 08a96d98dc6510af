/**
 * The button that replays: asks the function for the plan, confirms it, has the work begun, and says what
 * comes of it. The same steps as an operator takes.
 */
import * as z from 'zod';
import type { AwsEndpoint, InvokeFunction } from '../contracts.ts';
import { readFunctionSpecs } from '../functions/function-spec.ts';

const replayName = 'replay-dead-letters';
const planned = z.object({
  kind: z.literal('plan'),
  plan: z.object({
    asOf: z.string(),
    replay: z.number(),
    skipped: z.record(z.string(), z.number()),
  }),
});
type Plan = z.output<typeof planned>['plan'];
const created = z.object({ kind: z.literal('job') });
const refused = z.object({ kind: z.literal('refused'), fault: z.string() });

const letters = (count: number): string =>
  count === 1 ? '1 dead letter is' : `${count} dead letters are`;

const describe = ({ replay, skipped }: Plan): string => {
  const stays = Object.entries(skipped).map(([reason, count]) => `${count} (${reason})`);
  const rest = stays.length === 0 ? '' : `; what stays: ${stays.join(', ')}`;
  return replay === 0
    ? `No dead letter is sent again${rest}.`
    : `${letters(replay)} being sent again${rest}.`;
};

/** Replays one order's letters, or all; gives a sentence. */
export const makeReplay =
  ({ template }: Pick<AwsEndpoint, 'template'>, invoke: InvokeFunction) =>
  async (orderId?: string): Promise<string> => {
    const spec = readFunctionSpecs(template).find(({ name }) => name === replayName);
    if (spec === undefined) return `The template has no function ${replayName}.`;
    const ask = async (request: object): Promise<unknown> => {
      const result = await invoke(spec.logicalId, request);
      return result.kind === 'answered' ? result.payload : undefined;
    };
    const filter = orderId === undefined ? {} : { orderId };
    const plan = planned.safeParse(await ask({ action: 'plan', filter })).data?.plan;
    if (plan === undefined) return `The replay failed; the log of ${replayName} says why.`;
    if (plan.replay > 0) {
      const { asOf, replay: confirm } = plan;
      const answer = await ask({ action: 'replay', filter, asOf, confirm, by: 'the page' });
      if (!created.safeParse(answer).success) return faultOf(answer);
      // It takes as long as the pace allows; whoever pressed the button sees the orders go.
      void invoke(spec.logicalId, { action: 'work' });
    }
    return describe(plan);
  };

const faultOf = (answer: unknown): string =>
  refused.safeParse(answer).data?.fault ?? `The replay failed; the log of ${replayName} says why.`;
