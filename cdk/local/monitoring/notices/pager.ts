/**
 * The local pager: does with an SNS notification what PagerDuty's CloudWatch integration does. An alarm's
 * ALARM opens an incident, its OK resolves it, and what is no such message is dropped without an error.
 */
import * as z from 'zod';

export type Incident = {
  readonly alarmName: string;
  /** What the alarm means, in its own words. */
  readonly description: string;
  readonly reason: string;
  readonly openedMillis: number;
  /** null while it is open. */
  readonly resolvedMillis: number | null;
  /** How often it was told while it was open. */
  readonly triggers: number;
};

/** A notification that no incident came of. */
export type Dropped = { readonly atMillis: number; readonly why: string; readonly subject: string };

/** Resolved ones are forgotten first, the oldest of them first. */
export const incidentsMax = 200;
export const droppedMax = 20;

const envelopeSchema = z.object({
  Type: z.string(),
  Subject: z.string().optional(),
  Message: z.string(),
});
const messageSchema = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string().default(''),
});
type Message = z.output<typeof messageSchema>;

export type Pager = {
  /** @param body - of the request, as it came. */
  readonly receive: (body: string, nowMillis: number) => void;
  /** Open ones first, each newest first. */
  readonly incidents: () => readonly Incident[];
  /** Newest first. */
  readonly dropped: () => readonly Dropped[];
};

type Kept = { incidents: readonly Incident[]; dropped: readonly Dropped[] };

export const makePager = (): Pager => {
  const kept: Kept = { incidents: [], dropped: [] };
  return {
    receive: (body, nowMillis) => {
      const envelope = envelopeSchema.safeParse(parseJson(body)).data;
      const why =
        envelope === undefined ? 'the body is no SNS message' : take(kept, envelope, nowMillis);
      if (why === undefined) return;
      const one = { atMillis: nowMillis, why, subject: envelope?.Subject ?? '' };
      kept.dropped = [one, ...kept.dropped].slice(0, droppedMax);
    },
    incidents: () => [
      ...kept.incidents.filter(isOpen).toReversed(),
      ...kept.incidents.filter((one) => !isOpen(one)).toReversed(),
    ],
    dropped: () => kept.dropped,
  };
};

const isOpen = ({ resolvedMillis }: Incident): boolean => resolvedMillis === null;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Says why nothing came of it, where that is so. */
const take = (
  kept: Kept,
  { Type, Subject = '', Message }: z.output<typeof envelopeSchema>,
  nowMillis: number,
): string | undefined => {
  // The integration confirms its subscription by itself.
  if (Type === 'SubscriptionConfirmation') return undefined;
  if (Type !== 'Notification') return `its type is ${Type}`;
  const message = messageSchema.safeParse(parseJson(Message)).data;
  if (message === undefined) return 'its message is no alarm in strict JSON';
  if (!Subject.startsWith(`${message.NewStateValue}: `))
    return 'its subject does not begin with the state';
  if (message.NewStateValue === 'INSUFFICIENT_DATA')
    return 'INSUFFICIENT_DATA neither opens nor resolves';
  if (message.NewStateValue === 'ALARM') trigger(kept, message, nowMillis);
  else resolve(kept, message.AlarmName, nowMillis);
  return undefined;
};

const trigger = (kept: Kept, message: Message, nowMillis: number): void => {
  const { AlarmName: alarmName, AlarmDescription, NewStateReason: reason } = message;
  const open = kept.incidents.find((one) => one.alarmName === alarmName && isOpen(one));
  if (open !== undefined) {
    const again = { ...open, reason, triggers: open.triggers + 1 };
    kept.incidents = kept.incidents.map((one) => (one === open ? again : one));
    return;
  }
  const description = AlarmDescription ?? '';
  const incident = { alarmName, description, reason, openedMillis: nowMillis, triggers: 1 };
  const all = [...kept.incidents, { ...incident, resolvedMillis: null }];
  const surplus = all.find((one) => !isOpen(one)) ?? all[0];
  kept.incidents = all.length > incidentsMax ? all.filter((one) => one !== surplus) : all;
};

/** What is resolved already, or never was open, is nothing new. */
const resolve = (kept: Kept, alarmName: string, nowMillis: number): void => {
  kept.incidents = kept.incidents.map((one) =>
    one.alarmName === alarmName && isOpen(one) ? { ...one, resolvedMillis: nowMillis } : one,
  );
};
