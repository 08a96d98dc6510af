import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

type Block = Readonly<Record<string, unknown>>;

const parse = (alarms: Block, rest: Block = {}) =>
  parseStage({
    shops: [{ domain: 'demo.myshopify.com' }],
    wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
    alarms,
    ...rest,
  });
const faultsOf = (alarms: Block, rest?: Block): readonly string[] => {
  const parsed = parse(alarms, rest);
  return parsed.kind === 'invalid' ? parsed.faults : [];
};

describe('a stage that says nothing of alarms', () => {
  it('gets the numbers of the alarm table', () => {
    expect(parse({})).toMatchObject({
      settings: {
        alarms: {
          pagerDuty: false,
          pageEmail: [],
          ticketEmail: [],
          runbookUrl: 'docs/RUNBOOK.md',
          weeklyPageTest: true,
          untestedMinutes: 10_080,
          latencySecondsMax: 60,
          latencyTargetSeconds: 30,
          circuitRecentMinutes: 10,
          queueDepthMax: 50,
          waitingSecondsMax: 60,
          circuitClosedMinutes: 3,
          circuitOpenMinutes: 5,
          throttledMinutes: 5,
          failingMinutes: 2,
          failingOfMinutes: 3,
          idleMinutes: 3,
          queueAgeMinutes: 15,
          inFlightMax: 60_000,
          slowWebhookMillis: 4_000,
          rejectedSignatures: 5,
          unheardMinutes: 15,
          driftMinutes: 10,
          reconcileSilentMinutes: 30,
          settledMinutes: 30,
          watchSilentMinutes: 5,
          parkedMinutes: 15,
          letterDaysMax: 7,
          wmsSecretDaysMax: 90,
          newerSchemaMinutes: 15,
          apiVersionDaysMin: 30,
        },
      },
    });
  });

  it.each([1_443, 2_000, 20_160, 0])(
    'cannot look back %i minutes for a page',
    (untestedMinutes) => {
      expect(faultsOf({ untestedMinutes }).join()).toContain('alarms.untestedMinutes');
    },
  );

  it.each([5, 1_440, 2_880])('can look back %i minutes for a page', (untestedMinutes) => {
    expect(faultsOf({ untestedMinutes })).toEqual([]);
  });

  it('may give ages in parts of a minute', () => {
    expect(parse({ circuitOpenMinutes: 0.25, driftMinutes: 1.5 })).toMatchObject({
      settings: { alarms: { circuitOpenMinutes: 0.25, driftMinutes: 1.5 } },
    });
  });

  it('has no alarm on silence: nobody but the shop’s owner knows its nights', () => {
    expect(parse({})).not.toHaveProperty('settings.alarms.silenceMinutes');
  });
});

describe('a wrong setting of alarms', () => {
  it.each<[Block, string]>([
    [{ pagerduty: true }, 'alarms.pagerduty: no such setting; check the spelling'],
    [{ pageEmail: ['on-call'] }, 'alarms.pageEmail.0: '],
    [{ silenceMinutes: 7 }, 'alarms.silenceMinutes: '],
    [{ silenceMinutes: 1_445 }, 'alarms.silenceMinutes: '],
    [{ runbookUrl: 'https://wiki.example.com/a#b' }, 'alarms.runbookUrl: '],
    [{ letterDaysMax: 14 }, 'alarms.letterDaysMax: '],
    [{ idleMinutes: 2.5 }, 'alarms.idleMinutes: '],
    [{ circuitOpenMinutes: 0 }, 'alarms.circuitOpenMinutes: '],
    [{ inFlightMax: 120_001 }, 'alarms.inFlightMax: '],
  ])('is named: %j', (wrong, start) => {
    expect(faultsOf(wrong)).toEqual([
      expect.stringMatching(new RegExp(`^${start.replaceAll('.', '\\.')}`)),
    ]);
  });

  it.each<[Block, Block, string]>([
    [
      { latencyTargetSeconds: 61 },
      {},
      'alarms.latencyTargetSeconds: is 61, must not exceed alarms.latencySecondsMax (60)',
    ],
    [
      { failingMinutes: 4 },
      {},
      'alarms.failingMinutes: is 4, must not exceed alarms.failingOfMinutes (3)',
    ],
    [
      { reconcileSilentMinutes: 15 },
      { reconciliation: { everyMinutes: 10 } },
      'alarms.reconcileSilentMinutes: is 15, must be at least twice reconciliation.everyMinutes (10), or one late run pages',
    ],
  ])('that contradicts another is told with both: %j %j', (alarms, rest, fault) => {
    expect(faultsOf(alarms, rest)).toEqual([fault]);
  });

  it('is none where polling is as seldom as it may be', () => {
    expect(faultsOf({}, { reconciliation: { everyMinutes: 15 } })).toEqual([]);
  });
});
