/** Commands of the runbook that the local stack cannot run, each with the reason. */
const deploys = 'needs an AWS account; the local stack is the same template, started anew';

export const notRunHere: Readonly<Record<string, string>> = {
  'npx cdk diff -c stage=production': 'compares with what is deployed in an AWS account',
  'npx cdk deploy -c stage=production': deploys,
  'npm ci': 'installs what this checkout has already',
  'git switch --detach TAG': 'would change this checkout; scenes exchange one bundle instead',
  'aws dynamodb restore-table-to-point-in-time':
    'no emulator has it; a scene puts items back to what they were',
};
