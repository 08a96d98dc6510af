/**
 * The names of a stage's parts: from the outputs of its stack.
 */
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { outputNames, type ShopSecretKind, shopOfOutput } from '../output-names.ts';
import { stackNameOf } from '../stack-name.ts';
import { refusal } from './refusal.ts';
import { localStage, type StageNames } from './stage-names.ts';

/** @throws a refusal where there is no such stack, or an older one that does not say its names. */
export const readDeployedNames = async (
  cloudFormation: CloudFormationClient,
  stage: string,
): Promise<StageNames> => {
  const stackName = stackNameOf(stage);
  const outputs = await readOutputs(cloudFormation, stackName);
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value !== undefined) return value;
    throw refusal(
      `the stack ${stackName} has no output ${name}: is it being made, or of an older release?`,
      1,
    );
  };
  const wmsSecret = outputs.get(outputNames.wmsSecret);
  const pagerSecret = outputs.get(outputNames.pagerSecret);
  return {
    ...(stage === localStage ? here : elsewhere(stage)),
    ...namesOf(output),
    shopSecrets: shopSecretsOf(outputs, 'signing'),
    adminSecrets: shopSecretsOf(outputs, 'admin'),
    ...(wmsSecret === undefined ? {} : { wmsSecret }),
    ...(pagerSecret === undefined ? {} : { pagerSecret }),
  };
};

type ForPeople = Pick<StageNames, 'stage' | 'title' | 'flag'>;

/** What a command means that names no stage. */
const here: ForPeople = { stage: localStage, title: 'the local stack', flag: '' };

const elsewhere = (stage: string): ForPeople => ({
  stage,
  title: `stage ${stage}`,
  flag: ` --stage ${stage}`,
});

/** What every stage has. */
const namesOf = (
  output: (name: string) => string,
): Omit<
  StageNames,
  keyof ForPeople | 'shopSecrets' | 'adminSecrets' | 'wmsSecret' | 'pagerSecret'
> => ({
  table: output(outputNames.table),
  production: output(outputNames.production) === 'true',
  webhookUrl: output(outputNames.webhookUrl),
  queues: {
    orders: output(outputNames.ordersQueue),
    deadLetters: output(outputNames.deadLettersQueue),
  },
  functions: {
    acceptWebhook: output(outputNames.acceptWebhook),
    deliverOrder: output(outputNames.deliverOrder),
    browseDeadLetters: output(outputNames.browseDeadLetters),
    replayDeadLetters: output(outputNames.replayDeadLetters),
    reconcileOrders: output(outputNames.reconcileOrders),
  },
  logGroups: output(outputNames.logGroups).split(','),
  reportsBucket: output(outputNames.reportsBucket),
});

const shopSecretsOf = (
  outputs: ReadonlyMap<string, string>,
  kind: ShopSecretKind,
): StageNames['shopSecrets'] =>
  Object.fromEntries(
    [...outputs].flatMap(([name, secret]) => {
      const shop = shopOfOutput(name, kind);
      return shop === undefined ? [] : [[shop, secret] as const];
    }),
  );

const regionOf = ({ config }: CloudFormationClient): Promise<string> => config.region();

const readOutputs = async (
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<ReadonlyMap<string, string>> => {
  try {
    const { Stacks: stacks = [] } = await cloudFormation.send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    const outputs = stacks[0]?.Outputs ?? [];
    return new Map(outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? '']));
  } catch (error) {
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
    const region = await regionOf(cloudFormation);
    throw refusal(`there is no stack ${stackName} in ${region} of this account`, 1);
  }
};
