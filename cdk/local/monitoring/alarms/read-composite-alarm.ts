/**
 * A composite alarm of the template, with its rule read.
 */
import * as z from 'zod';
import type { LocalResource } from '../../contracts.ts';
import { templateNumber } from '../../read-properties.ts';
import type { Suppressor } from './alarm.ts';
import { commonOf, commonSchema, faultsOf } from './alarm-properties.ts';
import { parseRule } from './alarm-rule.ts';
import type { ReadAlarm } from './read-alarms.ts';

const schema = commonSchema.extend({
  AlarmRule: z.string(),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: templateNumber.min(0).optional(),
  ActionsSuppressorExtensionPeriod: templateNumber.min(0).optional(),
});

export const readCompositeAlarm = (resource: LocalResource): ReadAlarm => {
  const parsed = schema.safeParse(resource.properties);
  if (!parsed.success) return { kind: 'refused', faults: faultsOf(parsed.error) };
  const { AlarmRule: ruleText } = parsed.data;
  const read = parseRule(ruleText);
  if (read.kind === 'unreadable')
    return { kind: 'refused', faults: [`AlarmRule: ${read.fault} (${ruleText})`] };
  const suppressor = suppressorOf(parsed.data);
  if (suppressor === null)
    return {
      kind: 'refused',
      faults: ['ActionsSuppressor goes with its WaitPeriod and ExtensionPeriod'],
    };
  const common = commonOf(resource, parsed.data);
  return {
    kind: 'alarm',
    alarm: { kind: 'composite', ...common, ruleText, rule: read.rule, suppressor },
  };
};

/** null where only some of the three are given. */
const suppressorOf = ({
  ActionsSuppressor: name,
  ActionsSuppressorWaitPeriod: waitSeconds,
  ActionsSuppressorExtensionPeriod: extensionSeconds,
}: z.output<typeof schema>): Suppressor | undefined | null => {
  if (name === undefined && waitSeconds === undefined && extensionSeconds === undefined)
    return undefined;
  if (name === undefined || waitSeconds === undefined || extensionSeconds === undefined)
    return null;
  return { name, waitSeconds, extensionSeconds };
};
