/**
 * CloudFormation's DescribeStacks: the one stack there is here, with the outputs of its template.
 *
 * The address of the HTTP API is the local gateway's; until that listens, the stack is being made.
 */
import type { LocalTemplate } from '../contracts.ts';
import { withGatewayAddress } from '../template/gateway-address.ts';
import { type Surroundings, stackIdOf } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import { answerQuery, refuseAction, refuseQuery, type Xml } from './query-reply.ts';
import type { Reply } from './reply.ts';

export type StackApiOptions = {
  readonly template: LocalTemplate;
  readonly at: Surroundings;
  /** Where the local gateway listens; nothing as long as it does not. */
  readonly gatewayUrl: () => string | undefined;
};

export const makeStackApi = (options: StackApiOptions): ((call: Call) => Reply) => {
  const createdAt = new Date().toISOString();
  return ({ operation, parameters: { StackName } }) => {
    if (operation !== 'DescribeStacks') return refuseAction('cloudformation', operation);
    if (StackName === undefined || isOurs(options.at, String(StackName)))
      return answerQuery('cloudformation', operation, {
        Stacks: [describeStack(options, createdAt)],
      });
    return refuseQuery('cloudformation', {
      status: 400,
      code: 'ValidationError',
      message: `Stack with id ${String(StackName)} does not exist`,
    });
  };
};

/** A stack is asked for by its name or by its id. */
const isOurs = (at: Surroundings, asked: string): boolean =>
  asked === at.stackName || asked === stackIdOf(at);

const describeStack = (
  { template, at, gatewayUrl }: StackApiOptions,
  createdAt: string,
): Readonly<Record<string, Xml>> => {
  const url = gatewayUrl();
  const made = { StackId: stackIdOf(at), StackName: at.stackName, CreationTime: createdAt };
  if (url === undefined) return { ...made, StackStatus: 'CREATE_IN_PROGRESS' };
  const reachable = withGatewayAddress(template, url);
  const outputs = Object.entries(template.outputs).map(([OutputKey, value]) => ({
    OutputKey,
    OutputValue: reachable(value),
  }));
  return { ...made, StackStatus: 'CREATE_COMPLETE', Outputs: outputs };
};
