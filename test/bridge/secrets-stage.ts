/** A stage that has just been deployed, as far as AWS shows it: its template, and none of its functions. */
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { makeTerminal, type OpenTerminal } from '../../cdk/bridge/terminal.ts';
import { startAwsEndpoint } from '../../cdk/local/aws/endpoint.ts';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import { appOf, type Block, keptBlock } from '../cdk/synthesize.ts';
import { makeTypist } from './typing-person.ts';

const region = 'eu-central-1';

/** @param block - over one with the shops `one-shop` and `other-shop`. */
export const startNewStage = async (block: Block = {}) => {
  const stateDir = mkdtempSync(join(tmpdir(), 'bridge-secrets-'));
  const assemblyDir = join(stateDir, 'assembly');
  const shops = ['one-shop', 'other-shop'].map((name) => ({ domain: `${name}.myshopify.com` }));
  appOf({ local: { ...keptBlock, shops, ...block } }, 'local', assemblyDir).app.synth();
  const logs = join(stateDir, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'accept-webhook.ndjson'), '');
  const endpoint = await startAwsEndpoint({
    ...{ port: 0, assemblyDir, report: () => undefined, logs },
    invoke: async () => ({ kind: 'throttled' }),
    gatewayUrl: () => 'http://127.0.0.1:1',
  });
  const { url: awsEndpoint, template } = endpoint;
  writeFileSync(join(stateDir, 'stack.json'), JSON.stringify({ awsEndpoint, region }));
  const client = new SecretsManagerClient({ endpoint: awsEndpoint, region, credentials });
  const policies = [...template.resources.values()].filter(
    ({ type }) => type === 'AWS::IAM::ManagedPolicy',
  );
  return {
    stateDir,
    /** With the lines of functions that do not run here. */
    logs,
    place: { awsEndpoint, region, logs },
    /** ARNs by the names of the stack's outputs. */
    outputs: template.outputs,
    read: async (SecretId = '') => {
      const { SecretString: text = '' } = await client.send(
        new GetSecretValueCommand({ SecretId }),
      );
      return JSON.parse(text);
    },
    put: (SecretId: string | undefined, value: object) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) })),
    /** Of a person with this managed policy of the stage alone. */
    keysOf: (policy: 'Viewer' | 'OnCall') => {
      const found = policies.find(({ logicalId }) => logicalId.includes(policy));
      return endpoint.credentialsOf(found?.logicalId ?? policy);
    },
    close: async () => {
      client.destroy();
      await endpoint.close();
      rmSync(stateDir, { recursive: true });
    },
  };
};
export type NewStage = Awaited<ReturnType<typeof startNewStage>>;

/** A script that gives this on standard input. */
export const giving =
  (text: string): OpenTerminal =>
  (wish) =>
    makeTerminal({
      input: Readable.from([text]),
      output: new Writable({ write: (_part, _encoding, done) => done() }),
      signals: new EventEmitter(),
      now: Date.now,
    })(wish);

/** Who types these answers, one after the other. */
export const typing = (...answers: readonly string[]) => {
  const left = [...answers];
  return makeTypist(() => left.shift() ?? '');
};
