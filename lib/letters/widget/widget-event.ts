/**
 * Whether an event comes from a CloudWatch custom widget, and what it asks for.
 */
import * as z from 'zod';

const describeSchema = z.object({ describe: z.literal(true) });
const widgetSchema = z
  .object({
    widgetContext: z.object({
      /** What stands in the inputs of the widget, by their names. */
      forms: z.object({ all: z.record(z.string(), z.unknown()) }).catch({ all: {} }),
    }),
  })
  .catchall(z.unknown());

export type WidgetEvent =
  /** What is this widget? */
  | { readonly kind: 'describe' }
  | {
      readonly kind: 'ask';
      /** As the button has it, or the widget's parameters; empty at first. */
      readonly request: Readonly<Record<string, unknown>>;
      readonly form: Readonly<Record<string, unknown>>;
    };

/** `undefined` for what is no widget's: nobody else sends such a context. */
export const readWidgetEvent = (event: unknown): WidgetEvent | undefined => {
  if (describeSchema.safeParse(event).success) return { kind: 'describe' };
  const parsed = widgetSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { widgetContext, ...request } = parsed.data;
  return { kind: 'ask', request, form: widgetContext.forms.all };
};
