/** A deployed stage: its names, or one line that says why there are none. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsFault } from '../../cdk/bridge/aws-fault.ts';
import { readDeployedNames } from '../../cdk/bridge/deployed-names.ts';
import { awsError, type CloudFormation, startCloudFormation } from './cloud-formation.ts';
import { stageNames, stageOutputs } from './stage-outputs.ts';

let formation: CloudFormation;
beforeAll(async () => {
  formation = await startCloudFormation({
    production: { ...stageOutputs('T'), WmsSecretArn: 'arn:secret', PagerSecretArn: 'arn:pager' },
    open: { ...stageOutputs('T'), Production: 'false' },
    older: { TableName: 'T' },
    young: { Deployment: 'young' },
    foreign: awsError('AccessDenied', 'User: u is not\n authorized to perform: cloudformation:X'),
    expired: awsError('ExpiredToken', 'The security token is expired'),
    unknown: awsError('InvalidClientTokenId', 'The security token is invalid'),
    signed: awsError('SignatureDoesNotMatch', 'The signature does not match'),
    odd: awsError('OddError', 'odd'),
  });
});
afterAll(async () => {
  await formation?.close();
});

const read = (stage: string, endpoint = formation.url) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const settings = { endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 };
  return readDeployedNames(new CloudFormationClient(settings), stage);
};

/** What an operator is told, whether we or AWS refuse. */
const faultOf = async (reading: Promise<unknown>): Promise<string> => {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return awsFault(error, 'AWS');
};

it('has the names that its outputs give', async () => {
  const called = { stage: 'production', title: 'stage production', flag: ' --stage production' };

  const told = { wmsSecret: 'arn:secret', pagerSecret: 'arn:pager' };
  expect(await read('production')).toEqual({ ...stageNames, ...called, ...told });
  const open = await read('open');
  expect(open).toMatchObject({ stage: 'open', production: false });
  for (const one of ['wmsSecret', 'pagerSecret']) expect(open).not.toHaveProperty(one);
});

it.each([
  ['none', 'there is no stack shopify-wms-bridge-none in eu-central-1 of this account'],
  [
    'young',
    'the stack shopify-wms-bridge-young has no output TableName: is it being made, or of an older release?',
  ],
  [
    'older',
    'the stack shopify-wms-bridge-older has no output Production: is it being made, or of an older release?',
  ],
  [
    'foreign',
    'these credentials have not the right to do that: User: u is not authorized to perform: cloudformation:X',
  ],
  ['expired', 'AWS does not take these credentials (ExpiredToken): log in again'],
  ['unknown', 'AWS does not take these credentials (InvalidClientTokenId): log in again'],
  ['signed', 'AWS does not take these credentials (SignatureDoesNotMatch): log in again'],
  ['odd', 'OddError: odd'],
])('%s: %s', async (stage, fault) => {
  expect(await faultOf(read(stage))).toBe(fault);
});

it('nobody answers', async () => {
  expect(await faultOf(read('production', 'http://127.0.0.1:1'))).toBe(
    'AWS does not answer (ECONNREFUSED)',
  );
});
