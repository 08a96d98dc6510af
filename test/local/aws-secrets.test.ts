import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, failureOf, resourcesWith, startFixture } from './aws-fixture.ts';

let fixture: Fixture;
let secrets: SecretsManagerClient;

beforeEach(async () => {
  const GenerateSecretString = {
    SecretStringTemplate: '{"clientId":"bridge"}',
    GenerateStringKey: 'clientSecret',
    PasswordLength: 40,
    ExcludePunctuation: true,
  };
  fixture = await startFixture({
    ...resourcesWith(),
    Generated: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'generated', GenerateSecretString },
    },
    Empty: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'empty' } },
  });
  secrets = new SecretsManagerClient(fixture.operator);
});
afterEach(async () => {
  secrets.destroy();
  await fixture.close();
});

const readValue = async (VersionStage?: string, SecretId = 'shop') =>
  (await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
const put = (SecretString: string, VersionStages?: string[]) =>
  secrets.send(new PutSecretValueCommand({ SecretId: 'shop', SecretString, VersionStages }));

describe("the template's secrets", () => {
  it('can be made older than they are, until they are set again', async () => {
    const age = async () => {
      const { Versions = [] } = await secrets.send(
        new ListSecretVersionIdsCommand({ SecretId: 'shop' }),
      );
      const current = Versions.find(({ VersionStages = [] }) =>
        VersionStages.includes('AWSCURRENT'),
      );
      return Math.round((Date.now() - (current?.CreatedDate?.getTime() ?? 0)) / 86_400_000);
    };
    fixture.endpoint.ageSecret('shop', 91);
    expect(await age()).toBe(91);

    await put('{"secrets":[]}');
    expect(await age()).toBe(0);
  });

  it('hold what the template says, under name, ARN and ARN without its ending', async () => {
    const arn = fixture.refOf('ShopSecret');
    const found = await Promise.all(
      ['shop', arn, arn.slice(0, -7)].map((SecretId) => readValue(undefined, SecretId)),
    );

    expect(found).toEqual(Array(3).fill('{"state":"not set"}'));
  });

  it('are generated where the template asks for it', async () => {
    const value: unknown = JSON.parse((await readValue(undefined, 'generated')) ?? '');

    expect(value).toEqual({
      clientId: 'bridge',
      clientSecret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
  });

  it('keep the previous value when a new one is put', async () => {
    await put('new');

    expect(await readValue()).toBe('new');
    expect(await readValue('AWSPREVIOUS')).toBe('{"state":"not set"}');
  });

  it('move through a rotation: pending, then current, and the old one previous', async () => {
    const pending = await put('rotated', ['AWSPENDING']);
    expect(await readValue()).toBe('{"state":"not set"}');
    expect(await readValue('AWSPENDING')).toBe('rotated');

    const current = await secrets.send(new GetSecretValueCommand({ SecretId: 'shop' }));
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'shop',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: pending.VersionId,
        RemoveFromVersionId: current.VersionId,
      }),
    );

    const { VersionIdsToStages } = await secrets.send(
      new DescribeSecretCommand({ SecretId: 'shop' }),
    );
    expect(VersionIdsToStages).toEqual({
      [current.VersionId ?? '']: ['AWSPREVIOUS'],
      [pending.VersionId ?? '']: ['AWSPENDING', 'AWSCURRENT'],
    });
  });

  it('list their versions with a label, and the others where that is asked for', async () => {
    const first = await secrets.send(new GetSecretValueCommand({ SecretId: 'shop' }));
    const second = await put('second');
    const third = await put('third');
    const listed = async (IncludeDeprecated?: boolean) => {
      const command = new ListSecretVersionIdsCommand({ SecretId: 'shop', IncludeDeprecated });
      const { Versions = [] } = await secrets.send(command);
      return Versions.map(({ VersionId, VersionStages }) => [VersionId, VersionStages]);
    };
    const labelled = [
      [second.VersionId, ['AWSPREVIOUS']],
      [third.VersionId, ['AWSCURRENT']],
    ];

    expect(await listed()).toEqual(labelled);
    expect(await listed(true)).toEqual([[first.VersionId, []], ...labelled]);
  });

  it('do not let a label go unless the caller names the version that has it', async () => {
    const pending = await put('rotated', ['AWSPENDING']);
    const move = new UpdateSecretVersionStageCommand({
      SecretId: 'shop',
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: pending.VersionId,
    });

    expect(await failureOf(secrets.send(move))).toMatchObject({
      name: 'InvalidParameterException',
      status: 400,
    });
    expect(await readValue()).toBe('{"state":"not set"}');
  });

  it('take the same token twice only with the same value', async () => {
    const ClientRequestToken = randomUUID();
    const putAgain = (SecretString: string) =>
      secrets.send(
        new PutSecretValueCommand({ SecretId: 'shop', SecretString, ClientRequestToken }),
      );
    await putAgain('one');

    expect((await putAgain('one')).VersionId).toBe(ClientRequestToken);
    expect(await failureOf(putAgain('two'))).toMatchObject({ name: 'ResourceExistsException' });
    expect(await readValue()).toBe('one');
  });

  it('are updated and listed', async () => {
    await secrets.send(
      new UpdateSecretCommand({ SecretId: 'shop', Description: 'signs', SecretString: 'updated' }),
    );
    const { SecretList } = await secrets.send(new ListSecretsCommand({}));

    expect(await readValue()).toBe('updated');
    expect(SecretList?.map(({ Name, Description }) => [Name, Description])).toEqual([
      ['shop', 'signs'],
      ['generated', undefined],
      ['empty', undefined],
    ]);
  });

  it('that are missing, or have no value, are errors that the SDK knows', async () => {
    const missing = await failureOf(readValue(undefined, 'nobody'));
    const empty = await failureOf(readValue(undefined, 'empty'));

    expect([missing, empty]).toEqual([
      {
        name: 'ResourceNotFoundException',
        status: 400,
        message: "Secrets Manager can't find the specified secret.",
      },
      {
        name: 'ResourceNotFoundException',
        status: 400,
        message:
          "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
    ]);
  });
});
