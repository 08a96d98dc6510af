/**
 * What CloudWatch does for a custom widget, on this machine: calls the function that a button names, with
 * the context that CloudWatch would send along. Only the two functions for dead letters can be called.
 */
import * as z from 'zod';
import type { AwsEndpoint, InvokeFunction } from '../contracts.ts';
import { readFunctionSpecs } from '../functions/function-spec.ts';

const beginsWith = 'browse-dead-letters';
const callable: readonly string[] = [beginsWith, 'replay-dead-letters'];

/** As the page's script asks. */
export const widgetCallSchema = z.strictObject({
  /** The ARN of a button. @default - the function of the widget itself */
  endpoint: z.string().max(300).optional(),
  request: z.record(z.string(), z.unknown()),
  /** What stands in the widget's inputs. */
  form: z.record(z.string(), z.string()),
  theme: z.enum(['light', 'dark']),
});
export type WidgetCall = z.output<typeof widgetCallSchema>;

export type WidgetAnswer =
  | { readonly kind: 'html'; readonly html: string }
  /** A sentence for whoever clicked. */
  | { readonly kind: 'failed'; readonly sentence: string };

export type CallWidget = (call: WidgetCall) => Promise<WidgetAnswer>;

export const makeCallWidget = (
  { template }: Pick<AwsEndpoint, 'template'>,
  invoke: InvokeFunction,
): CallWidget => {
  const specs = readFunctionSpecs(template).filter(({ name }) => callable.includes(name));
  return async ({ endpoint, ...call }) => {
    const spec = specs.find(({ name, arn }) =>
      endpoint === undefined ? name === beginsWith : arn === endpoint,
    );
    if (spec === undefined) return failed('This button calls a function that it may not call.');
    const { kind, ...result } = await invoke(spec.logicalId, eventOf(call));
    if (kind === 'throttled') return failed(`${spec.name} is busy: try again.`);
    return 'payload' in result && typeof result.payload === 'string'
      ? { kind: 'html', html: result.payload }
      : failed(`${spec.name} failed: its log says why.`);
  };
};

const failed = (sentence: string): WidgetAnswer => ({ kind: 'failed', sentence });

const eventOf = ({ request, form, theme }: Omit<WidgetCall, 'endpoint'>): object => ({
  ...request,
  widgetContext: {
    ...{ dashboardName: 'local', widgetId: 'dead-letters', title: 'Dead letters' },
    ...{ locale: 'en', theme, params: {} },
    forms: { all: form },
  },
});
