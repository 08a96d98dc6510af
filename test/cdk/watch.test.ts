import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourcesOf } from './template-parts.ts';

const template = templateOf(keptBlock);
const watch = functionsOf(template)['watch-bridge'];

describe('the clock of watch-bridge', () => {
  const clocks = resourcesOf(template, 'AWS::Scheduler::Schedule').filter(
    ({ Properties }) => Properties.Target.Arn['Fn::GetAtt']?.[0] === watch?.id,
  );

  it('calls it every minute, and asks for nothing in particular', () => {
    expect(clocks.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: expect.objectContaining({ Input: '{}' }),
      }),
    ]);
    expect(clocks[0]?.Properties).not.toHaveProperty('State');
  });

  it('finds nothing of an earlier minute tried again', () => {
    expect(clocks[0]?.Properties.Target.RetryPolicy).toMatchObject({ MaximumRetryAttempts: 0 });
    const own = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ Properties }) => Properties.FunctionName.Ref === watch?.id,
    );
    expect(own.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 }),
    ]);
  });
});

describe('watch-bridge shares no fate with what it watches', () => {
  it('its role, its log group and the role of its clock are nobody else’s', () => {
    const used = Object.values(functionsOf(template)).map(({ Properties }) => [
      Properties.Role['Fn::GetAtt'][0],
      Properties.LoggingConfig.LogGroup.Ref,
    ]);
    const [role, logGroup] = [
      watch?.Properties.Role['Fn::GetAtt'][0],
      watch?.Properties.LoggingConfig.LogGroup.Ref,
    ];
    expect(used.filter(([one]) => one === role)).toHaveLength(1);
    expect(used.filter(([, one]) => one === logGroup)).toHaveLength(1);
  });

  it('nothing feeds it but its clock: no queue, no route', () => {
    const fed = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.FunctionName.Ref,
    );
    const allowed = resourcesOf(template, 'AWS::Lambda::Permission').map(
      ({ Properties }) => Properties.FunctionName['Fn::GetAtt'][0],
    );
    expect(fed.length * allowed.length).toBeGreaterThan(0);
    expect([...fed, ...allowed]).not.toContain(watch?.id);
  });
});
