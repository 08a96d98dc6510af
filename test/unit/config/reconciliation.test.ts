import { describe, expect, it } from 'vitest';
import { parseStage } from '../../../lib/config/stage.ts';

type Block = Readonly<Record<string, unknown>>;

const block = (reconciliation: Block, rest: Block = {}): Block => ({
  shops: [{ domain: 'demo.myshopify.com' }],
  wms: { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } },
  reconciliation,
  ...rest,
});
const faultsOf = (wrong: Block): readonly string[] => {
  const parsed = parseStage(wrong);
  return parsed.kind === 'invalid' ? parsed.faults : [];
};

const adminUrl = 'http://127.0.0.1:4011/admin';

describe('the settings of reconciling', () => {
  it('can be divided by ten for a test', () => {
    expect(
      faultsOf(block({ everyMinutes: 1, graceSeconds: 12, overlapSeconds: 30, firstHours: 2.4 })),
    ).toEqual([]);
  });

  it('can do without a grace period and an overlap', () => {
    expect(faultsOf(block({ graceSeconds: 0, overlapSeconds: 0 }))).toEqual([]);
  });

  it.each([
    [{ everyMinutes: 0.4 }, 'reconciliation.everyMinutes: '],
    [{ everyMinutes: 16 }, 'reconciliation.everyMinutes: '],
    [{ graceSeconds: -1 }, 'reconciliation.graceSeconds: '],
    [{ pagesPerRun: 0 }, 'reconciliation.pagesPerRun: '],
    [{ pacePerSecond: 0 }, 'reconciliation.pacePerSecond: '],
    [{ batchDays: 61 }, 'reconciliation.batchDays: '],
    [{ reportDays: 0 }, 'reconciliation.reportDays: '],
    [{ adminUrl: 'ftp://127.0.0.1' }, 'reconciliation.adminUrl: '],
    [{ graceMinutes: 2 }, 'reconciliation.graceMinutes: no such setting; check the spelling'],
  ])('are named where they are wrong: %j', (wrong, start) => {
    expect(faultsOf(block(wrong, { local: true }))).toEqual([expect.stringMatching(`^${start}`)]);
  });

  it('reach back at first as far as grace and overlap together, at least', () => {
    expect(faultsOf(block({ firstHours: 0.1 }))).toEqual([
      'reconciliation.firstHours: is 360 s, must be at least reconciliation.graceSeconds and reconciliation.overlapSeconds together (420)',
    ]);
  });
});

describe('the address of the Admin API', () => {
  it('can be set where the stage runs on one machine', () => {
    expect(faultsOf(block({ adminUrl }, { local: true }))).toEqual([]);
  });

  it('cannot be set elsewhere, where the shop’s credentials would go there', () => {
    expect(faultsOf(block({ adminUrl: 'https://proxy.example.com/admin' }))).toEqual([
      expect.stringMatching(/^reconciliation\.adminUrl: is for a stage that is local only; /),
    ]);
  });
});

describe('the secret of a shop’s Admin API', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-AbCdEf';
  const shops = (...domains: readonly string[]) =>
    domains.map((name) => ({ domain: `${name}.myshopify.com`, adminSecretArn: arn }));

  it('may be one for several shops, since one app can be in all of an organisation’s', () => {
    expect(faultsOf(block({}, { shops: shops('one', 'two') }))).toEqual([]);
  });

  it('is a full ARN', () => {
    const wrong = [{ domain: 'demo.myshopify.com', adminSecretArn: 'app' }];
    expect(faultsOf(block({}, { shops: wrong }))).toEqual([
      'shops.0.adminSecretArn: must be the full ARN of a Secrets Manager secret',
    ]);
  });
});
