import { beforeAll, describe, expect, it } from 'vitest';
import { emptyBucketRights } from '../rights/empty-bucket.ts';
import { networkRights } from '../rights/granted-in.ts';
import { rightsTables, unboundRights, unusedRights } from '../rights/judge-rights.ts';
import { neededByAws, patternsMeant } from '../rights/needed-by-aws.ts';
import { type Walked, walkEveryPath } from '../rights/walk-every-path.ts';

const walkMillisMax = 180_000;

describe('what roles and policies grant', () => {
  let walked: Walked;
  let rights: Walked['rights'];
  beforeAll(async () => {
    walked = await walkEveryPath(() => undefined);
    rights = [...walked.rights, ...(await emptyBucketRights()), ...networkRights()];
  }, walkMillisMax);

  it('is enough for all that is done', () => {
    expect(walked.denials).toEqual([]);
  });

  it('is used, all of it, but for what AWS itself needs', () => {
    expect(unusedRights(rights)).toEqual([]);
  });

  it('names each action, and each resource but where a pattern is meant', () => {
    expect(unboundRights(rights)).toEqual([]);
  });

  it('belongs to every function, clock and person that there is', () => {
    expect([...new Set(rights.map(({ holder }) => holder))].sort()).toEqual([
      'OnCall',
      'Viewer',
      'accept-webhook',
      'browse-dead-letters',
      'clock of aws-sdk:cloudwatch:setAlarmState',
      'clock of reconcile-orders',
      'clock of replay-dead-letters',
      'clock of watch-bridge',
      'deliver-order',
      'empty-bucket',
      'reconcile-orders',
      'replay-dead-letters',
      'rotate-wms-key',
      'watch-bridge',
    ]);
  });

  it('has no exception that nothing needs any more', () => {
    const sids = new Set(rights.map(({ sid }) => sid));
    const stale = [neededByAws, patternsMeant].flatMap(Object.keys).filter((sid) => !sids.has(sid));
    expect(stale).toEqual([]);
  });

  it('is in the table, each row once', () => {
    const [ours, theirs] = rightsTables(rights);
    expect((ours?.rows.length ?? 0) + (theirs?.rows.length ?? 0)).toBe(rights.length);
  });
});
