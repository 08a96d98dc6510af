/**
 * The rights of one function as the template of another stage than the local one grants them.
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { matchesPattern } from '../../cdk/local/aws/evaluate-conditions.ts';
import type { Right } from '../../cdk/local/aws/rights.ts';
import type { Permission } from '../../cdk/local/contracts.ts';
import { listOf, namesIn, statementsOfRole } from '../cdk/granted.ts';
import { keptBlock, templateOf } from '../cdk/synthesize.ts';
import { functionsOf } from '../cdk/template-parts.ts';

/** @param used - calls, on resources as the tests of the template call them. */
export const grantedIn = (
  template: Template,
  service: string,
  used: readonly Permission[] = [],
): readonly Right[] => {
  const nameOf = namesIn(template);
  const role = functionsOf(template)[service]?.Properties.Role['Fn::GetAtt'][0];
  return statementsOfRole(template, role)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Sid: sid, Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((given) => {
          const resource = nameOf(given);
          const calls = used.filter(
            (one) => one.action === action && matchesPattern(resource, one.resource),
          );
          return { holder: service, sid, action, resource, used: calls.length };
        }),
      ),
    );
};

const network = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0'],
  securityGroupIds: ['sg-0123456789abcdef0'],
};

/** What a private network adds to the roles of the functions that are put into it. */
export const networkRights = (): readonly Right[] => {
  const [plain, inside] = [keptBlock, { ...keptBlock, network }].map(templateOf);
  if (plain === undefined || inside === undefined) throw new Error('there are two templates');
  return ['deliver-order', 'reconcile-orders'].flatMap((service) => {
    const before = grantedIn(plain, service).map(({ sid }) => sid);
    return grantedIn(inside, service).filter(({ sid }) => !before.includes(sid));
  });
};
