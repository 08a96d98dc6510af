/** RotateSecret of the local Secrets Manager: which steps its function is asked for, and what comes of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../cdk/local/aws/call.ts';
import { makeSecretApi } from '../../cdk/local/aws/secret-api.ts';
import { makeSecretStore, type Secret } from '../../cdk/local/aws/secret-store.ts';
import type { InvocationResult } from '../../cdk/local/contracts.ts';

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:wms-AbCdEf';
const answered = { kind: 'answered', payload: null, billedMillis: 1 } as const;
type Asked = {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
};

let secret: Secret;
let asked: Asked[];
let call: (operation: string, parameters?: object) => Readonly<Record<string, unknown>>;
/** What the function does with a step. */
let work: (asked: Asked) => InvocationResult;

beforeEach(() => {
  const store = makeSecretStore();
  store.create(arn, 'Credentials', '{"apiKey":"old"}');
  const made = store.find(arn);
  if (made === undefined) throw new Error('it was made a moment ago');
  secret = made;
  secret.rotation = { functionArn: 'arn:rotate', days: 90 };
  asked = [];
  const api = makeSecretApi(store, async (functionArn, payload) => {
    const event = payload as Asked;
    asked.push(event);
    expect(functionArn).toBe('arn:rotate');
    return work(event);
  });
  call = (operation, parameters = {}) => {
    const { body } = api({
      operation,
      parameters: { SecretId: arn, ...parameters },
    } as unknown as Call);
    return JSON.parse(String(body));
  };
  work = ({ Step, ClientRequestToken }) => {
    const [current = ''] = secret.versions.flatMap(({ id, stages }) =>
      stages.includes('AWSCURRENT') ? [id] : [],
    );
    if (Step === 'createSecret')
      call('PutSecretValue', {
        ...{ ClientRequestToken, SecretString: '{"apiKey":"new"}', VersionStages: ['AWSPENDING'] },
      });
    if (Step === 'finishSecret')
      call('UpdateSecretVersionStage', {
        ...{ VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken },
        RemoveFromVersionId: current,
      });
    return answered;
  };
});

/** All that was begun is done: nothing here takes time but promises. */
const settle = () => delay(0);
const textWith = (VersionStage: string) => call('GetSecretValue', { VersionStage })['SecretString'];

describe('a rotation', () => {
  it('asks for each step in turn, and leaves the value before as the previous one', async () => {
    const { VersionId: version } = call('RotateSecret');
    await settle();

    expect(asked).toEqual(
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((Step) => ({
        ...{ Step, SecretId: arn, ClientRequestToken: version },
      })),
    );
    expect([textWith('AWSCURRENT'), textWith('AWSPREVIOUS')]).toEqual([
      ...['{"apiKey":"new"}', '{"apiKey":"old"}'],
    ]);
    expect(call('DescribeSecret')).toMatchObject({
      ...{ RotationEnabled: true, RotationLambdaARN: 'arn:rotate' },
      RotationRules: { AutomaticallyAfterDays: 90 },
      LastRotatedDate: expect.any(Number),
    });
  });

  it('has no value before its function has made one', () => {
    work = () => ({ kind: 'throttled' });
    const { VersionId } = call('RotateSecret');

    expect(call('GetSecretValue', { VersionStage: 'AWSPENDING' })['__type']).toBe(
      'ResourceNotFoundException',
    );
    expect(call('DescribeSecret')['VersionIdsToStages']).toMatchObject({
      [String(VersionId)]: ['AWSPENDING'],
    });
  });

  it('ends at the step that fails; asked for again, the same one is gone through', async () => {
    const whole = work;
    work = (event) => (event.Step === 'testSecret' ? { kind: 'throttled' } : whole(event));
    const { VersionId: version } = call('RotateSecret');
    await settle();
    expect(asked.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret', 'testSecret']);
    expect(textWith('AWSCURRENT')).toBe('{"apiKey":"old"}');

    work = whole;
    asked = [];
    expect(call('RotateSecret')['__type']).toBe('InvalidRequestException');
    await settle();
    expect(new Set(asked.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(
      new Set([version]),
    );
    expect(textWith('AWSCURRENT')).toBe('{"apiKey":"new"}');
  });

  it('does not run twice at once', async () => {
    const token = { ClientRequestToken: 'a'.repeat(32) };
    call('RotateSecret', token);
    call('RotateSecret', token);
    await settle();

    expect(asked).toHaveLength(4);
  });

  it('is refused for a secret that nothing rotates', () => {
    delete secret.rotation;

    expect(call('RotateSecret')['__type']).toBe('InvalidRequestException');
    expect(call('DescribeSecret')).not.toHaveProperty('RotationEnabled');
  });
});
