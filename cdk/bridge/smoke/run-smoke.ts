/**
 * The smoke test itself: which step follows which, and what has to be undone.
 *
 * Once an order may have been taken, its cancellation is sent whatever else went wrong, unless it is
 * known that the order goes nowhere: nobody is to pick it.
 */
import type { OrderRecord } from '../../../lib/order/order-record.ts';
import { outOfTime, type Posted, patienceMillis } from './post-webhook.ts';
import { endOf, withoutEnd } from './record-ends.ts';
import { type SmokeOrder, type SmokeState, signedWebhook } from './smoke-order.ts';
import { type Found, makeSteps, type Step, type StepPorts, type Steps } from './take-steps.ts';

export type SmokePorts = StepPorts & {
  readonly readSecret: () => Promise<SmokeSecret>;
  /** Consistently. */
  readonly readRecord: () => Promise<OrderRecord>;
  readonly post: (webhook: ReturnType<typeof signedWebhook>) => Promise<Posted>;
  /** Ends early when the person leaves. */
  readonly pause: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
  readonly makeId: () => string;
};
/** `why`: where to look when its signature is not taken. */
export type SmokeSecret = { readonly value: string; readonly young?: string };

export type SmokeTest = {
  readonly order: SmokeOrder;
  readonly shop: string;
  /** Whether test orders are ignored there. */
  readonly production: boolean;
  /** Of each waiting. */
  readonly timeoutMillis: number;
  /** Commands that tell more. */
  readonly look: { readonly trace: string; readonly secrets: string };
};

const pollMillis = 250;

type Run = { readonly ports: SmokePorts; readonly test: SmokeTest; readonly steps: Steps };

export const runSmoke = async (ports: SmokePorts, test: SmokeTest): Promise<readonly Step[]> => {
  const run: Run = { ports, test, steps: makeSteps(ports) };
  const { take, taken } = run.steps;
  let secret: SmokeSecret = { value: '' };
  const known = await take('secret', async () => {
    secret = await ports.readSecret();
    return {};
  });
  if (!known || !(await take('record', () => findNothing(run)))) return taken;
  let sent: Posted | undefined;
  const accepted = await take('accepted', async () => {
    sent = await send(run, 'open', secret.value);
    return acceptance(run, sent, secret);
  });
  if (accepted) await sendMore(run, secret.value);
  if (mayBePicked(taken, sent)) await cancel(run, secret);
  return taken;
};

const findNothing = async ({ ports }: Run): Promise<Found> => {
  const record = await ports.readRecord();
  return Object.keys(record).length === 0
    ? {}
    : { fault: 'there is an order with this id already: try again' };
};

const send = ({ ports, test }: Run, state: SmokeState, secret: string): Promise<Posted> => {
  const { order, shop } = test;
  return ports.post(signedWebhook(order, state, { shop, secret, webhookId: ports.makeId() }));
};

const acceptance = async (run: Run, posted: Posted, secret: SmokeSecret): Promise<Found> => {
  const { trace, secrets } = run.test.look;
  if (posted.kind === 'answered' && posted.status === 200) return {};
  const fault = postFault(posted, 200);
  if (posted.kind !== 'answered') return { fault, look: trace };
  if (posted.status === 401) {
    const why = 'the functions know another secret than the one that is set';
    return { fault: `${fault}: ${why}${secret.young ?? ''}`, look: secrets };
  }
  if (posted.status === 503) {
    const why = 'something of the stage does not work, or its secrets are not set';
    return { fault: `${fault}: ${why}${secret.young ?? ''}`, look: secrets };
  }
  return { fault, look: trace };
};

const postFault = (posted: Posted, expected: number): string => {
  switch (posted.kind) {
    case 'answered':
      return `answered ${posted.status}, not ${expected}`;
    case 'unreachable':
      return `the webhook's address does not answer (${posted.code})`;
    case 'silent':
      return posted.code === outOfTime
        ? `no answer within ${patienceMillis / 1_000} s, which Shopify takes for a failure`
        : `the connection broke before an answer (${posted.code})`;
  }
};

/** What needs an order that was taken. */
const sendMore = async (run: Run, secret: string): Promise<void> => {
  const { test, steps } = run;
  await steps.take('duplicate', () => sendAgain(run, secret));
  await steps.take('forged', async () => {
    const posted = await send(run, 'open', `${secret}-forged`);
    return posted.kind === 'answered' && posted.status === 401
      ? {}
      : { fault: postFault(posted, 401), look: test.look.trace };
  });
  const expected = test.production ? 'not_sent' : 'delivered';
  await steps.take('decided', () => watch(run, test.order.openedAt, expected));
};

/** Taken as known: the record's acceptance stays the first one's. */
const sendAgain = async (run: Run, secret: string): Promise<Found> => {
  const { ports, test } = run;
  const { trace: look } = test.look;
  const { accepted: first } = await ports.readRecord();
  if (first === undefined) return { fault: 'no record says that the first was accepted', look };
  const posted = await send(run, 'open', secret);
  if (posted.kind !== 'answered' || posted.status !== 200) {
    return { fault: postFault(posted, 200), look };
  }
  const { accepted: then } = await ports.readRecord();
  return then?.at === first.at ? {} : { fault: 'it was accepted once more', look };
};

/** Until the version is decided or parked, the time is over, or the person has left. */
const watch = async (
  { ports, test }: Run,
  instant: number,
  expected: 'delivered' | 'not_sent',
): Promise<Found> => {
  const begun = ports.now();
  const { trace: look } = test.look;
  for (;;) {
    const record = await ports.readRecord();
    const end = endOf(record, instant, expected);
    if (end !== undefined) return end.fault === undefined ? end : { ...end, look };
    if (ports.left.aborted) return { fault: 'not waited for any longer', look };
    const waited = ports.now() - begun;
    if (waited >= test.timeoutMillis) return { ...withoutEnd(record, instant, waited), look };
    await ports.pause(pollMillis);
  }
};

/** Whether somebody may pick the order: it was taken, or perhaps, and not knowingly kept back. */
const mayBePicked = (taken: readonly Step[], sent: Posted | undefined): boolean => {
  if (sent === undefined || sent.kind === 'unreachable') return false;
  if (sent.kind === 'answered' && sent.status !== 200 && sent.status < 500) return false;
  return endOfFirst(taken) !== 'not_sent';
};

const endOfFirst = (taken: readonly Step[]): Found['end'] =>
  taken.find(({ step }) => step === 'decided')?.end;

const cancel = async (run: Run, secret: SmokeSecret): Promise<void> => {
  const { steps, test } = run;
  const sent = await steps.take('cancelling', async () =>
    acceptance(run, await send(run, 'cancelled', secret.value), secret),
  );
  // Where the first did not get to the WMS in time, this one waits behind it.
  if (!sent || endOfFirst(steps.taken) !== 'delivered') return;
  await steps.take('cancelled', () => watch(run, test.order.cancelledAt, 'delivered'));
};
