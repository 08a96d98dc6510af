/**
 * How a smoke test went, for people and for programs.
 */
import type { Answer } from '../command.ts';
import type { StageNames } from '../stage-names.ts';
import { layTable } from '../table-text.ts';
import { instantJson } from '../time-text.ts';
import type { SmokeTest } from './run-smoke.ts';
import type { Step, StepName } from './take-steps.ts';

export type SmokeRun = {
  readonly names: StageNames;
  readonly startedAt: number;
  readonly test: SmokeTest;
  readonly steps: readonly Step[];
};

export const stepText = (step: StepName, production: boolean): string =>
  step === 'decided' && production ? 'it goes nowhere: test orders are ignored' : texts[step];

const texts: Readonly<Record<StepName, string>> = {
  secret: "the shop's secret can be read",
  record: 'order records can be read',
  accepted: 'a signed order is taken',
  duplicate: 'the same once more is known',
  forged: 'a forged signature is refused',
  decided: 'the WMS has the order',
  cancelling: 'its cancellation is taken',
  cancelled: 'the WMS has the cancellation',
};

export const smokeAnswer = (run: SmokeRun): Answer => {
  const faults = run.steps.filter(({ fault }) => fault !== undefined);
  return {
    text: smokeText(run, faults.length),
    json: smokeJson(run),
    ...(faults.length === 0 ? {} : { exitCode: 1 }),
  };
};

const smokeText = ({ names, test, steps }: SmokeRun, faults: number): string => {
  const { order, shop, production } = test;
  const table = layTable<Step>(
    [
      { title: 'step', text: ({ step }) => stepText(step, production) },
      { title: 'ms', text: ({ millis }) => String(Math.round(millis)), align: 'right' },
      { title: 'found', text: foundText },
    ],
    steps,
  );
  const verdict =
    faults === 0
      ? `OK: ${names.title} works from the webhook to ${production ? 'the decision' : 'the WMS'}.`
      : `NOT OK: ${faults} of ${steps.length} steps found a fault.`;
  return [
    `Smoke test of ${names.title}: order ${order.name}, id ${order.id}, of ${shop}`,
    table,
    [verdict, ...lookTexts(steps), leavesText(steps)].join('\n'),
  ].join('\n\n');
};

const foundText = ({ fault, told }: Step): string =>
  fault === undefined ? (told === undefined ? 'OK' : `OK, ${told}`) : fault;

const lookTexts = (steps: readonly Step[]): readonly string[] =>
  [...new Set(steps.flatMap(({ look }) => look ?? []))].map((look) => `Look here: ${look}`);

/** What is there afterwards that was not there before. */
export const leavesOf = (steps: readonly Step[]): readonly string[] => {
  const was = (name: StepName) => steps.find(({ step }) => step === name);
  const [accepted, decided] = [was('accepted'), was('decided')];
  if (accepted === undefined) return [];
  const cancelling = was('cancelling');
  return [
    ...(accepted.fault === undefined ? ['its order record'] : []),
    ...(decided?.end === 'parked' ? ['the dead letter'] : []),
    ...(decided?.end === 'delivered' ? [keysText, inWmsText(was('cancelled'))] : []),
    ...(cancelling !== undefined && decided?.end !== 'delivered' ? [onTheWay(cancelling)] : []),
  ];
};

const keysText = 'for 60 days, the keys of its deliveries';

const inWmsText = (cancelled: Step | undefined): string =>
  cancelled !== undefined && cancelled.fault === undefined
    ? 'the cancelled order in the WMS'
    : 'the order in the WMS, whose cancellation is not known to have come there: see to it that nobody picks it';

const onTheWay = ({ fault }: Step): string =>
  fault === undefined
    ? 'the order, and its cancellation on the way behind it'
    : 'perhaps the order, on its way without a cancellation: see to it that nobody picks it';

const leavesText = (steps: readonly Step[]): string => {
  const leaves = leavesOf(steps);
  return leaves.length === 0
    ? 'It leaves nothing behind.'
    : `It leaves behind: ${leaves.join('; ')}.`;
};

const smokeJson = ({ names, startedAt, test, steps }: SmokeRun): object => ({
  stage: names.stage,
  at: instantJson(startedAt),
  ok: steps.every(({ fault }) => fault === undefined),
  order: { id: test.order.id, name: test.order.name, shop: test.shop },
  steps: steps.map(({ step, millis, fault, told, look }) => ({
    ...{ step, ok: fault === undefined, millis: Math.round(millis) },
    ...(told === undefined ? {} : { told }),
    ...(fault === undefined ? {} : { fault }),
    ...(look === undefined ? {} : { look }),
  })),
  leaves: leavesOf(steps),
});
