/**
 * The bucket with the reports of the nightly comparison: private, and each object goes by itself in time.
 */
import { type CfnElement, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketFolders } from '../../lib/config/reports-bucket.ts';
import type { BridgeFunction } from './bridge-function.ts';

export interface ReportsBucketProps {
  /** How long a report is kept. */
  readonly reportAge: Duration;

  /** What happens to the reports when the stack is removed. */
  readonly removalPolicy: RemovalPolicy;
}

/** A comparison is done within a night; what is left of one that was not may be looked at for a week. */
const workAge = Duration.days(7);
/** Nobody uploads in parts; whoever did so by hand, and gave up, must not be charged for ever. */
const uploadAge = Duration.days(1);

const ownFolders = Object.values(bucketFolders);
type Folder = (typeof ownFolders)[number] | '*';
const pathOf = (folder: Folder): string => (folder === '*' ? folder : `${folder}/*`);

export class ReportsBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { reportAge, removalPolicy }: ReportsBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { id: 'Reports', prefix: `${bucketFolders.reports}/`, expiration: reportAge },
        { id: 'Work', prefix: `${bucketFolders.work}/`, expiration: workAge },
        { id: 'Uploads', abortIncompleteMultipartUploadAfter: uploadAge },
      ],
      removalPolicy,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'one function writes there, nobody from outside can, and each run says in its log what it wrote; access logs would need a second bucket',
    });
  }

  /**
   * Lets a function do these actions with the objects of some folders.
   *
   * @param folders - @default - the bridge's own; `*` is all that can be there
   */
  allowObjects(
    fn: BridgeFunction,
    sid: string,
    actions: readonly string[],
    folders: readonly Folder[] = ownFolders,
  ): void {
    fn.allow(
      sid,
      actions,
      folders.map((folder) => this.objectsArn(folder)),
    );
    this.acknowledgeObjects(fn, folders);
  }

  objectsArn(folder: Folder): string {
    return this.bucket.arnForObjects(pathOf(folder));
  }

  /** Of whatever has a policy that names these folders. */
  acknowledgeObjects(scope: Construct, folders: readonly Folder[]): void {
    const id = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnElement);
    for (const path of folders.map(pathOf)) {
      Validations.of(scope).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${id}.Arn>/${path}]`,
        reason: 'objects have names of their own, and all that can be there is meant',
      });
    }
  }
}
