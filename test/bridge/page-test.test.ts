/** A test of the pager: what it does in which order, and that it leaves nothing open. */
import { describe, expect, it } from 'vitest';
import { pageTestAnswer } from '../../cdk/bridge/page/page-text.ts';
import {
  arrivalMillisMax,
  type PageTestPorts,
  runPageTest,
  type SeenIncident,
} from '../../cdk/bridge/page/run-page-test.ts';
import { stageNames } from './stage-outputs.ts';

type Wish = {
  /** After so many milliseconds the pager has the incident, and after so many more its end. */
  readonly arrives?: number;
  readonly ends?: number;
  /** Nobody but a person can look. */
  readonly person?: true;
  /** The person leaves after so long. */
  readonly leaves?: number;
};

const makeWorld = ({ arrives = 0, ends = 0, person, leaves }: Wish) => {
  const start = 1_000_000;
  let now = start;
  const states: string[] = [];
  const setAt = new Map<string, number>();
  const leaving = new AbortController();
  const incidents = async (): Promise<readonly SeenIncident[]> => {
    const opened = (setAt.get('ALARM') ?? Number.POSITIVE_INFINITY) + arrives;
    const resolved = (setAt.get('OK') ?? Number.POSITIVE_INFINITY) + ends;
    const old: SeenIncident = { openedMillis: start - 60_000, resolvedMillis: start - 59_000 };
    const own = { openedMillis: opened, resolvedMillis: resolved <= now ? resolved : null };
    return opened <= now ? [own, old] : [old];
  };
  const ports: PageTestPorts = {
    now: () => now,
    left: leaving.signal,
    tell: () => {},
    setState: async (state) => {
      states.push(state);
      setAt.set(state, now);
    },
    pause: async (millis) => {
      now = Math.min(
        now + millis,
        leaves === undefined ? Number.POSITIVE_INFINITY : start + leaves,
      );
      if (leaves !== undefined && now - start >= leaves) leaving.abort();
    },
    ...(person ? {} : { incidents }),
  };
  return { states, run: () => runPageTest(ports, 30_000) };
};

describe('a test of the pager', () => {
  it('opens a page, and ends it once it has arrived', async () => {
    const { run, states } = makeWorld({ arrives: 250, ends: 150 });

    expect(await run()).toEqual({ kind: 'arrived', openedMillis: 250, resolvedMillis: 450 });
    expect(states).toEqual(['ALARM', 'OK']);
  });

  it('holds it open for as long as a person needs who has to look', async () => {
    const { run, states } = makeWorld({ person: true });

    expect(await run()).toEqual({ kind: 'sent', heldMillis: 30_000 });
    expect(states).toEqual(['ALARM', 'OK']);
  });

  it('says that none arrived, not that an older one did', async () => {
    const { run, states } = makeWorld({ arrives: 60_000 });

    expect(await run()).toEqual({ kind: 'not-arrived', waitedMillis: arrivalMillisMax });
    expect(states).toEqual(['ALARM', 'OK']);
  });

  it('says that one stays open', async () => {
    const { run } = makeWorld({ ends: 60_000 });

    expect(await run()).toEqual({ kind: 'not-resolved', waitedMillis: arrivalMillisMax });
  });

  it('leaves nothing open when the person leaves', async () => {
    const { run, states } = makeWorld({ arrives: 60_000, leaves: 1_000 });

    expect(await run()).toMatchObject({ kind: 'not-arrived' });
    expect(states).toEqual(['ALARM', 'OK']);
  });
});

describe('what a person is told', () => {
  const names = { ...stageNames, stage: 'production', title: 'stage production', flag: '' };
  const alarmName = 'shopify-wms-bridge-production-page-test';
  const answerTo = (test: Parameters<typeof pageTestAnswer>[0]['test']) =>
    pageTestAnswer({ names, alarmName, test });

  it('is that it arrived, and when', () => {
    const answer = answerTo({ kind: 'arrived', openedMillis: 250, resolvedMillis: 450 });

    expect(answer).toEqual({
      text: 'OK: a page of stage production arrived after 250 ms and was resolved after 450 ms (shopify-wms-bridge-production-page-test).',
      json: {
        ...{ stage: 'production', alarm: alarmName },
        ...{ kind: 'arrived', openedMillis: 250, resolvedMillis: 450 },
      },
    });
  });

  it('is what to look for, where nobody else can say whether it arrived', () => {
    const answer = answerTo({ kind: 'sent', heldMillis: 30_000 });

    expect(answer).not.toHaveProperty('exitCode');
    expect(answer.text).toContain(
      'Look at the pager: an incident with the title shopify-wms-bridge-production-page-test must have opened, and be resolved now.',
    );
  });

  it.each(['not-arrived', 'not-resolved'] as const)('is a fault: %s', (kind) => {
    const answer = answerTo({ kind, waitedMillis: 15_000 });

    expect(answer.exitCode).toBe(1);
    expect(answer.text).toMatch(/^NOT OK: .*15000 ms/);
  });
});
