import { describe, expect, it } from 'vitest';
import { keptBlock, templateOf } from './synthesize.ts';
import { functionsOf, resourceOf, resourcesOf } from './template-parts.ts';

const template = templateOf(keptBlock);
const reservedOf = (from: typeof template) =>
  Object.entries(functionsOf(from)).flatMap(([service, { Properties }]) =>
    Properties.ReservedConcurrentExecutions === undefined
      ? []
      : [[service, Properties.ReservedConcurrentExecutions]],
  );

describe('the door', () => {
  it('has two addresses, each with one method, and none that takes whatever comes', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      Properties.RouteKey,
      Properties.AuthorizationType ?? 'NONE',
    ]);

    expect(routes.sort()).toEqual([
      ['POST /operations/dead-letters', 'AWS_IAM'],
      ['POST /webhooks/shopify', 'NONE'],
    ]);
  });

  it('is open to no page of a browser: nothing is said to other origins', () => {
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toBe(
      undefined,
    );
  });

  it('takes so much and no more, people’s route apart from the webhooks’', () => {
    const { DefaultRouteSettings, RouteSettings } = resourceOf(
      template,
      'AWS::ApiGatewayV2::Stage',
    ).Properties;

    expect(DefaultRouteSettings).toEqual({
      ...{ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 1_000 },
    });
    expect(Object.keys(RouteSettings)).toEqual(['POST /operations/dead-letters']);
  });
});

describe('a flood at the door', () => {
  it('takes no more of the account than is kept for accept-webhook, where the stage says so', () => {
    const kept = templateOf({ ...keptBlock, accept: { reservedConcurrency: 50 } });

    expect(reservedOf(kept)).toEqual([['accept-webhook', 50]]);
  });

  it('has nothing kept for it in a new account, which could not be deployed else', () => {
    expect(reservedOf(template)).toEqual([]);
  });
});
