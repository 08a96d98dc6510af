/**
 * What every log line carries besides its own facts: nothing that its log group says already.
 *
 * Powertools' own format names the function three times over, a third of each line and of what CloudWatch
 * asks for it.
 */
import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';

export class LineFormat extends LogFormatter {
  override formatAttributes(line: UnformattedAttributes, facts: LogAttributes): LogItem {
    const { logLevel: level, message, serviceName: service, timestamp, lambdaContext } = line;
    const attributes = {
      ...{ level, message, timestamp: this.formatTimestamp(timestamp), service },
      // Of a line that has it under its own name, it would be the same once more.
      ...('request_id' in facts ? {} : { function_request_id: lambdaContext?.awsRequestId }),
      ...(lambdaContext?.coldStart === true ? { cold_start: true } : {}),
    };
    return new LogItem({ attributes }).addAttributes(facts);
  }
}
