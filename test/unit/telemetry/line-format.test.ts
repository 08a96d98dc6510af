import { describe, expect, it } from 'vitest';
import { LineFormat } from '../../../lib/telemetry/line-format.ts';

const line = (coldStart: boolean, facts: Record<string, string>) =>
  new LineFormat()
    .formatAttributes(
      {
        ...{ logLevel: 'INFO', message: 'order.processed', serviceName: 'deliver-order' },
        ...{ timestamp: new Date('2026-11-22T10:00:00Z'), sampleRateValue: 0 },
        ...{ environment: '', awsRegion: 'eu-central-1' },
        lambdaContext: {
          ...{ functionName: 'Deliver-1A2B', memoryLimitInMB: '256', coldStart },
          ...{
            invokedFunctionArn: 'arn:aws:lambda:…',
            awsRequestId: 'request-1',
            functionVersion: '$LATEST',
          },
        },
      },
      facts,
    )
    .getAttributes();

const common = {
  ...{ level: 'INFO', message: 'order.processed', service: 'deliver-order' },
  timestamp: '2026-11-22T10:00:00.000Z',
};

describe('a log line', () => {
  it('names the request, and the function only by its service', () => {
    expect(line(false, { stage: 'processed' })).toEqual({
      ...common,
      ...{ function_request_id: 'request-1', stage: 'processed' },
    });
  });

  it('that names the request itself does not name it twice', () => {
    expect(line(false, { request_id: 'request-1' })).toEqual({
      ...common,
      request_id: 'request-1',
    });
  });

  it('says of a cold start that it was one', () => {
    expect(line(true, { request_id: 'request-1' })).toMatchObject({ cold_start: true });
  });
});
