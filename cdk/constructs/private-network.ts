/**
 * Puts a function into a company's own network. Ids alone: nothing is looked up at synth.
 *
 * Not by the construct of the CDK's library, which gives the role AWS's managed policy: that one writes any
 * log group, and lets the function's own code make network interfaces.
 */
import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { PrivateNetwork } from '../../lib/config/private-network.ts';
import type { BridgeFunction } from './bridge-function.ts';

const createInterface = 'ec2:CreateNetworkInterface';
/** Lambda looks after the interfaces under the function's role. */
const otherActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export const joinNetwork = (fn: BridgeFunction, network: PrivateNetwork): void => {
  const resource = fn.function.node.defaultChild;
  if (!(resource instanceof CfnFunction))
    throw new Error('the function has no resource of its own');
  resource.vpcConfig = {
    subnetIds: [...network.subnetIds],
    securityGroupIds: [...network.securityGroupIds],
  };
  for (const statement of statementsFor(Stack.of(fn), network)) fn.role.addToPolicy(statement);
  Validations.of(fn.role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda makes interfaces that have no name before; they are of one network, and the function’s own code is denied all of it',
  });
};

const statementsFor = (stack: Stack, { vpcId }: PrivateNetwork): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'JoinNetwork',
    actions: [createInterface],
    resources: ['*'],
    // Of what is named in the call, the subnet and the groups have a network and the rest has none.
    conditions: {
      // Any account: a network that is shared with this one belongs to another, and its id is unique.
      ArnLikeIfExists: {
        'ec2:Vpc': stack.formatArn({
          ...{ service: 'ec2', account: '*', resource: 'vpc', resourceName: vpcId },
        }),
      },
    },
  }),
  new PolicyStatement({ sid: 'KeepInterfaces', actions: otherActions, resources: ['*'] }),
  new PolicyStatement({
    sid: 'NotByOwnCode',
    effect: Effect.DENY,
    actions: [createInterface, ...otherActions],
    resources: ['*'],
    // There whenever a function's own code calls, and never when Lambda does.
    conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  }),
];

/** Tells whoever deploys what the network must have; without it nothing but timeouts would say so. */
export const tellWhatNetworkNeeds = (scope: Construct, { vpcId }: PrivateNetwork): void => {
  Annotations.of(scope).addInfoV2('shopify-wms-bridge:private-network', needsOf(vpcId));
};

const needsOf = (vpcId: string): string =>
  [
    `network: ${vpcId} needs, for deliver-order: endpoints for DynamoDB, SQS and Secrets Manager, or NAT,`,
    'and NAT for a token endpoint that is outside (rotate-wms-key: Secrets Manager, and that);',
    'for reconcile-orders: S3 besides, and NAT for',
    'Shopify (*.myshopify.com, storage.googleapis.com). All of it is port 443, and the WMS’s own.',
  ].join(' ');
