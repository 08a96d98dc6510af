/**
 * The one table: idempotency records, order records, circuit, letters' index. Keyed by `id`.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { table as names } from '../../lib/config/table.ts';

export interface StateTableProps {
  /** What happens to the records when the stack is removed; kept ones are also protected. */
  readonly removalPolicy: RemovalPolicy;
}

/** Sparse: only items that carry both attributes are in it, so it stays as short as the problem. */
const sparseIndex = (index: {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}): GlobalSecondaryIndexPropsV2 => ({
  indexName: index.name,
  partitionKey: { name: index.partition, type: AttributeType.STRING },
  // An instant in UTC as text, which sorts by time.
  sortKey: { name: index.sort, type: AttributeType.STRING },
  projectionType: ProjectionType.ALL,
});

export class StateTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { removalPolicy }: StateTableProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: names.key, type: AttributeType.STRING },
      timeToLiveAttribute: names.expiry,
      globalSecondaryIndexes: [sparseIndex(names.waiting), sparseIndex(names.letters)],
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
  }
}
