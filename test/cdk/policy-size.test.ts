import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { environmentFaults } from '../../cdk/environment-size.ts';
import { resolveTemplate } from '../../cdk/local/template/load-template.ts';
import { charactersMax, policyFaults } from '../../cdk/policy-size.ts';
import { parseStage } from '../../lib/config/stage.ts';
import { appOf, type Block, keptBlock } from './synthesize.ts';
import { functionsOf } from './template-parts.ts';

/** The longest that a stage may have. */
const stage = 'a-stage-with-the-longest-name-is';
const region = 'ap-southeast-1';
const accountId = '111122223333';
const longArn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${'x'.repeat(300)}`;

const shortDomain = (index: number): Block => ({ domain: `shop-${index}.myshopify.com` });
const longSecret = (index: number): Block => ({
  ...shortDomain(index),
  secretArn: `${longArn}${index}-AbCdEf`,
  adminSecretArn: `${longArn}admin${index}-AbCdEf`,
});

const blockOf = (shopOf: (index: number) => Block, count: number): Block => ({
  ...keptBlock,
  shops: Array.from({ length: count }, (_, index) => shopOf(index)),
});

/** The largest stage that is not refused. */
const largestOf = (shopOf: (index: number) => Block): Block => {
  const isRefused = (count: number): boolean => {
    const parsed = parseStage(blockOf(shopOf, count));
    if (parsed.kind !== 'stage') return true;
    return [environmentFaults, policyFaults].some((faults) => faults(parsed.settings).length > 0);
  };
  const counts = Array.from({ length: 100 }, (_, index) => index + 1);
  return blockOf(shopOf, counts.findIndex(isRefused));
};

/** With names as long as CloudFormation makes them. */
const policySizes = (block: Block): readonly number[] => {
  const { stack } = appOf({ [stage]: block }, stage);
  const { stackName } = stack;
  const made = Template.fromStack(stack);
  const codeOf = Object.values(functionsOf(made)).map(({ Properties }) => Properties.Code.S3Key);
  const loaded = resolveTemplate(
    {
      stackName,
      template: { Parameters: {}, Mappings: {}, Conditions: {}, ...templateJson(made) },
      assetFolders: new Map(codeOf.map((key) => [key, 'bundle'])),
    },
    { stackName, region, accountId, endpointUrl: 'http://127.0.0.1:1' },
  );
  if (loaded.kind === 'refused') throw new Error(loaded.faults.join('; '));
  return [...loaded.template.resources.values()]
    .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
    .map(({ properties }) => JSON.stringify(properties['PolicyDocument']).length);
};

type TemplateJson = Pick<
  Parameters<typeof resolveTemplate>[0]['template'],
  'Resources' | 'Outputs'
>;
const templateJson = (template: Template): TemplateJson => template.toJSON() as TemplateJson;

// Outside the test: the first synthesis loads aws-cdk-lib and can outlast a test's own time.
const cases = [
  ['made here', policySizes(largestOf(shortDomain))],
  ['of the team, with long names', policySizes(largestOf(longSecret))],
] as const;

it.each(cases)('a policy has room for all shops of the largest stage, secrets %s', (_, sizes) => {
  expect(sizes).toHaveLength(2);
  expect(sizes.filter((size) => size > charactersMax)).toEqual([]);
});

it('is no reason to refuse ten shops of ordinary names', () => {
  const shops = Array.from({ length: 10 }, (_, n) => ({ domain: `our-shop-${n}.myshopify.com` }));

  expect(policyFaults({ shops })).toEqual([]);
  expect(policyFaults({ shops: [...shops, ...shops] })).toEqual([
    expect.stringMatching(/^shops: the policies for operators would need about \d+ characters/),
  ]);
});
