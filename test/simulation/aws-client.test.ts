/** The client that stands for the SDK's, and the secrets that are read through it. */
import { addUserAgentMiddleware, isSdkClient } from '@aws-lambda-powertools/commons';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { makeClient } from './aws/client.ts';
import { makeSecrets } from './aws/secrets.ts';

const get = new GetCommand({ TableName: 'state', Key: { id: 'one' } });

describe('the client', () => {
  it('is one of the SDK’s to Powertools, which says nothing against it', () => {
    const warn = vi.spyOn(console, 'warn');
    const client = makeClient(async () => ({}));
    addUserAgentMiddleware(client, 'idempotency');
    new DynamoDBPersistenceLayer({ tableName: 'state', awsSdkV3Client: client });
    expect(isSdkClient(client)).toBe(true);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('hands the command and the signal on, and gives back what comes', async () => {
    const seen: unknown[] = [];
    const client = makeClient(async (...given) => {
      seen.push(given);
      return { Item: { id: 'one' } };
    });
    const { signal } = new AbortController();
    expect(await client.send(get, { abortSignal: signal })).toEqual({ Item: { id: 'one' } });
    await client.send(get);
    expect(seen).toEqual([
      [get, { abortSignal: signal }],
      [get, { abortSignal: undefined }],
    ]);
  });

  it('sends nothing for who has aborted', async () => {
    let sends = 0;
    const client = makeClient(async () => {
      sends += 1;
    });
    const sending = client.send(get, { abortSignal: AbortSignal.abort() });
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    expect(sends).toBe(0);
  });

  it('tells who aborts at once, whatever becomes of the answer', async () => {
    const answer = Promise.withResolvers<unknown>();
    const client = makeClient(() => answer.promise);
    const controller = new AbortController();
    const sending = client.send(get, { abortSignal: controller.signal });
    controller.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    answer.reject(new Error('too late to be heard'));
    await expect(answer.promise).rejects.toThrow('too late');
  });
});

describe('secrets', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:wms';
  const makeScene = () => {
    let millis = Date.UTC(2026, 10, 22, 10);
    const secrets = makeSecrets({ now: () => millis });
    return {
      secrets,
      pass: () => {
        millis += 1_000;
      },
      read: (given: { readonly VersionStage?: string; readonly VersionId?: string } = {}) =>
        secrets.apply(
          new GetSecretValueCommand({ SecretId: arn, ...given }),
        ) as GetSecretValueCommandOutput,
    };
  };

  it('have a current version, and the one before', () => {
    const { secrets, read, pass } = makeScene();
    const ids = [secrets.put(arn, 'first')];
    pass();
    ids.push(secrets.put(arn, 'second'));
    expect(read()).toMatchObject({
      ARN: arn,
      SecretString: 'second',
      VersionId: ids[1],
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date('2026-11-22T10:00:01Z'),
    });
    expect(read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first' });
    expect(read({ VersionId: ids[0] ?? '' })).toMatchObject({ VersionStages: ['AWSPREVIOUS'] });
  });

  it('that nobody has put are not found', () => {
    expect(() => makeScene().read()).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  it('are put by the scene alone: what is not simulated is refused by name', () => {
    const { secrets } = makeScene();
    const command = new PutSecretValueCommand({ SecretId: arn, SecretString: 'x' });
    expect(() => secrets.apply(command)).toThrow('PutSecretValue of Secrets Manager');
    expect(secrets.refusals()).toHaveLength(1);
  });
});
