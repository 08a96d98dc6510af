import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { appOf } from './synthesize.ts';

type Rule = { readonly ruleName: string; readonly reason?: string };
type Report = {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Rule[];
    readonly suppressedViolations?: readonly Rule[];
  }[];
};

/** Those in cdk.json, and one with what none of them has. */
const stages = {
  ...cdkJson.context.stages,
  everything: {
    ...cdkJson.context.stages.production,
    domain: {
      name: 'orders.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0123-abcd',
      hostedZoneId: 'Z0123456789',
    },
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    },
  },
};
const stageNames = Object.keys(stages);

const folder = await mkdtemp(join(tmpdir(), 'bridge-rules-'));
afterAll(() => rm(folder, { recursive: true }));

/** Synthesizes with both rule packs; findings are in the report, whether they stop the synth or not. */
const check = (stage: string, outdir: string, spoil = false): Report => {
  const { app, stack } = appOf(stages, stage, outdir);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  if (spoil) new Queue(stack, 'Spoilt');
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
  }
  return JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
};

const findings = ({ pluginReports }: Report): readonly string[] =>
  pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

/** What CloudFormation's own rules say that is no fault of ours. */
const acknowledged: Readonly<Record<string, string>> = {
  W3005: 'the CDK makes each function wait for its role as well as for the policy of the role',
};
const engine = new RegoEngine();
afterAll(() => engine.free());

const diagnose = (file: string): readonly string[] =>
  engine
    .validateStandard(new TemplateFile(file))
    .diagnostics.filter(({ severity }) => ['FATAL', 'ERROR', 'WARN'].includes(severity))
    .filter(({ ruleId }) => !(ruleId in acknowledged))
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);

const reports = new Map(stageNames.map((stage) => [stage, check(stage, join(folder, stage))]));

describe.each(stageNames)('the stage %s', (stage) => {
  const report = reports.get(stage) ?? { pluginReports: [] };

  it('follows the rules of AWS Solutions and Serverless, or says why not', () => {
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toEqual([
      'AwsSolutions',
      'Serverless',
    ]);
    expect(findings(report)).toEqual([]);
  });

  it('gives a reason of its own for each rule it does not follow', () => {
    const rules = report.pluginReports.flatMap(
      ({ suppressedViolations }) => suppressedViolations ?? [],
    );

    expect([...new Set(rules.map(({ ruleName }) => ruleName))].sort()).toEqual([
      'AwsSolutions-APIG4',
      // Lambda's own: the interfaces in a private network have no name before they are made.
      ...(stage === 'everything' ? ['AwsSolutions-IAM5[Resource::*]'] : []),
      ...(stage === 'sandbox'
        ? ['AwsSolutions-IAM5[Resource::<ReportsBucket95FE29A2.Arn>/*]']
        : []),
      'AwsSolutions-IAM5[Resource::<ReportsBucket95FE29A2.Arn>/reports/*]',
      'AwsSolutions-IAM5[Resource::<ReportsBucket95FE29A2.Arn>/work/*]',
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/shopify-wms-bridge-${stage}/*]`,
      'AwsSolutions-S1',
      'AwsSolutions-SMG4',
      'Serverless-LambdaAsyncFailureDestination',
      'Serverless-LambdaDLQ',
      'Serverless-LambdaEventSourceMappingDestination',
      'Serverless-LambdaTracing',
      // Only there somebody is subscribed to the pages from the first deploy on.
      ...(stage === 'local' ? ['Serverless-SNSRedrivePolicy'] : []),
      'Serverless-SQSRedrivePolicy',
    ]);
    expect(rules.filter(({ reason }) => (reason ?? '').length < 40)).toEqual([]);
  });

  it('is a template that CloudFormation accepts', () => {
    const file = join(folder, stage, `shopify-wms-bridge-${stage}.template.json`);

    expect(diagnose(file)).toEqual([]);
  });
});

describe('the rules', () => {
  it('find a queue that anybody may use without TLS', () => {
    const report = check('sandbox', join(folder, 'spoilt'), true);

    expect(findings(report)).toEqual([
      'AwsSolutions-SQS3',
      'AwsSolutions-SQS4',
      'Serverless-SQSRedrivePolicy',
    ]);
  });

  it('find a time that SQS does not allow', () => {
    const Properties = { VisibilityTimeout: 50_000 };
    const file = join(folder, 'broken.template.json');
    writeFileSync(
      file,
      JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue', Properties } } }),
    );

    expect(diagnose(file)).toEqual([expect.stringContaining('F3034')]);
  });
});
