/**
 * How a test of the pager went, for people and for programs.
 */
import type { Answer } from '../command.ts';
import type { StageNames } from '../stage-names.ts';
import type { PageTest } from './run-page-test.ts';

export type PageTestRun = {
  readonly names: StageNames;
  readonly alarmName: string;
  readonly test: PageTest;
};

export const pageTestAnswer = (run: PageTestRun): Answer => {
  const { names, alarmName, test } = run;
  const isWell = test.kind === 'sent' || test.kind === 'arrived';
  return {
    text: textOf(run),
    json: { stage: names.stage, alarm: alarmName, ...test },
    ...(isWell ? {} : { exitCode: 1 }),
  };
};

const textOf = ({ names, alarmName, test }: PageTestRun): string => {
  switch (test.kind) {
    case 'arrived':
      return `OK: a page of ${names.title} arrived after ${test.openedMillis} ms and was resolved after ${test.resolvedMillis} ms (${alarmName}).`;
    case 'not-arrived':
      return `NOT OK: no page of ${alarmName} arrived within ${test.waitedMillis} ms.\nIs the pager subscribed (alarms.pagerDuty), and does its secret hold the pager's address?`;
    case 'not-resolved':
      return `NOT OK: the page of ${alarmName} arrived, and is still open after ${test.waitedMillis} ms.`;
    case 'sent':
      return [
        `A page of ${names.title} was sent, and its end ${Math.round(test.heldMillis / 1_000)} s later.`,
        `Look at the pager: an incident with the title ${alarmName} must have opened, and be resolved now.`,
        'Where none came: SNS has failed (then the ticket page-undelivered says so within minutes), or nobody is',
        'subscribed to the topic of the output PageTopicArn. E-mail addresses must have confirmed.',
      ].join('\n');
  }
};
