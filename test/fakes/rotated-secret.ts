/**
 * A secret of the WMS that is rotated: kept by the local stack's Secrets Manager without the wire, rotated by
 * the real function's parts against a simulated WMS.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import type { Call } from '../../cdk/local/aws/call.ts';
import { makeSecretApi } from '../../cdk/local/aws/secret-api.ts';
import { makeSecretStore } from '../../cdk/local/aws/secret-store.ts';
import { composeRotateWmsKey } from '../../functions/rotate-wms-key/compose.ts';
import { makeHttpRequest, type SendHttp } from '../../lib/adapters/http-request.ts';
import { rotateWmsKeyEnv } from '../../lib/config/env/rotate-wms-key.ts';
import type { WmsSecret } from '../../lib/config/secret-values.ts';
import type { Rotated, Step } from '../../lib/rotation/rotation.ts';

export const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:wms-AbCdEf';
/** A token that Secrets Manager gives a rotation. */
export const tokenOf = (number: number): string => `rotation-${String(number).padStart(32, '0')}`;

export type Told = { readonly step: Step; readonly rotated: Rotated };

type Options = {
  /** The WMS's address, where its tokens and keys are. */
  readonly wmsUrl: string;
  readonly value: WmsSecret | { readonly state: 'not set' };
  readonly auth?: 'oauth2' | 'apiKey';
  readonly scope?: string;
  /** In place of the network. */
  readonly request?: SendHttp;
  readonly arn?: string;
};

export const makeRotatedSecret = (options: Options) => {
  const { wmsUrl, value, auth = 'oauth2', scope, request = makeHttpRequest() } = options;
  const { arn = secretArn } = options;
  const store = makeSecretStore();
  store.create(arn, 'Credentials of the WMS', JSON.stringify(value));
  const secret = store.find(arn);
  if (secret === undefined) throw new Error('it was made a moment ago');
  secret.rotation = { functionArn: 'rotate', days: 90 };
  const api = makeSecretApi(store, async () => ({ kind: 'throttled' }));
  /** Operations that are refused from now on, as if Secrets Manager were away. */
  const away = new Set<string>();
  const call = (operation: string, parameters: Call['parameters']): Record<string, unknown> => {
    if (away.has(operation)) throw Object.assign(new Error('away'), { name: 'TimeoutError' });
    const { status, body } = api({ operation, parameters } as Call);
    const answer = JSON.parse(String(body));
    if (status === 200) return answer;
    throw Object.assign(new Error(answer.Message), { name: answer.__type });
  };
  const client = {
    send: async (command: {
      readonly constructor: { readonly name: string };
      readonly input: object;
    }) =>
      call(command.constructor.name.replace(/Command$/, ''), command.input as Call['parameters']),
  } as unknown as SecretsManagerClient;

  const told: Told[] = [];
  const login =
    auth === 'oauth2'
      ? { kind: 'oauth2', tokenUrl: `${wmsUrl}/oauth/token` }
      : { kind: 'apiKey', header: 'X-Api-Key' };
  const env = rotateWmsKeyEnv.parse({
    ...{ DEPLOYMENT: 'test', RELEASE: '1.0.0', WMS_SECRET_ARN: arn },
    WMS: JSON.stringify({ baseUrl: wmsUrl, auth: login }),
    WMS_KEYS: JSON.stringify({ scope }),
  });
  /** Another process: it remembers nothing. */
  const handler = () =>
    composeRotateWmsKey(env, {
      ...{ secrets: client, request, now: Date.now },
      sleep: async () => undefined,
      tell: (step, _version, rotated) => void told.push({ step, rotated }),
    });
  const run = (step: Step, token: string, SecretId = arn): Promise<void> =>
    handler()({ Step: step, SecretId, ClientRequestToken: token } as SecretsManagerRotationEvent);
  const read = (VersionStage: string): unknown => {
    try {
      return JSON.parse(
        String(call('GetSecretValue', { SecretId: arn, VersionStage }).SecretString),
      );
    } catch {
      return undefined;
    }
  };
  return {
    ...{ store, secret, told, away, run, read },
    /** As RotateSecret does, before it asks for the first step. */
    begin: (token: string): void =>
      void call('RotateSecret', { SecretId: arn, ClientRequestToken: token }),
    labelsOf: (token: string): readonly string[] | undefined =>
      secret.versions.find(({ id }) => id === token)?.stages,
    put: (next: object): void =>
      void call('PutSecretValue', { SecretId: arn, SecretString: JSON.stringify(next) }),
  };
};
export type RotatedSecret = ReturnType<typeof makeRotatedSecret>;
