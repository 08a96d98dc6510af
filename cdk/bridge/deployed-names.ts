/**
 * The names of a deployed stage: from the outputs of its stack.
 */
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { outputNames } from '../output-names.ts';
import { stackNameOf } from '../stack-name.ts';
import { refusal } from './refusal.ts';
import type { StageNames } from './stage-names.ts';

/** @throws a refusal where there is no such stack, or an older one that does not say its names. */
export const readDeployedNames = async (
  cloudFormation: CloudFormationClient,
  stage: string,
): Promise<StageNames> => {
  const outputs = await readOutputs(cloudFormation, stackNameOf(stage));
  const table = outputs.get(outputNames.table);
  if (table === undefined) {
    const stack = stackNameOf(stage);
    throw refusal(`the stack ${stack} has no output ${outputNames.table}: is it being made?`, 1);
  }
  const names = { stage, title: `stage ${stage}`, flag: ` --stage ${stage}`, table };
  const wmsSecret = outputs.get(outputNames.wmsSecret);
  return wmsSecret === undefined ? names : { ...names, wmsSecret };
};

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
