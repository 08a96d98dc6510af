/**
 * What metric and composite alarms have in common in a template.
 */
import * as z from 'zod';
import type { LocalResource } from '../../contracts.ts';
import { templateBoolean } from '../../read-properties.ts';
import type { Alarm } from './alarm.ts';

const actions = z.array(z.string()).default([]);

export const commonSchema = z.object({
  AlarmDescription: z.string().default(''),
  ActionsEnabled: templateBoolean.default(true),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
});

export const commonOf = (
  { ref, attributes }: LocalResource,
  given: z.output<typeof commonSchema>,
): Pick<Alarm, 'name' | 'arn' | 'description' | 'actionsEnabled' | 'actions'> => ({
  arn: attributes.Arn ?? ref,
  name: attributes.Arn?.split(':alarm:')[1] ?? ref,
  description: given.AlarmDescription,
  actionsEnabled: given.ActionsEnabled,
  actions: {
    ALARM: given.AlarmActions,
    OK: given.OKActions,
    INSUFFICIENT_DATA: given.InsufficientDataActions,
  },
});

export const faultsOf = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
