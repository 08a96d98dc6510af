/**
 * What roles grant that no call of ours shows: AWS itself does it under the role, or looks at it. Each with
 * the page that says so.
 */
export type NeededByAws = { readonly why: string; readonly page: string };

const docs = 'https://docs.aws.amazon.com';

/** Of stages whose WMS is in a private network. */
const interfaces = {
  why: 'Lambda makes network interfaces under the role of a function, whose own code is denied it',
  page: `${docs}/lambda/latest/dg/configuration-vpc.html`,
};

/** By the statement's Sid. */
export const neededByAws: Readonly<Record<string, NeededByAws>> = {
  WriteOwnLogs: {
    why: 'Lambda writes the lines of a function under its role',
    page: `${docs}/lambda/latest/dg/lambda-intro-execution-role.html`,
  },
  PollOrders: {
    why: 'the event source mapping polls the queue under the role of its function',
    page: `${docs}/lambda/latest/dg/services-sqs-configure.html`,
  },
  MissReports: {
    why: 'only who may list a bucket is told that an object is not there; else S3 denies it',
    page: `${docs}/AmazonS3/latest/API/API_GetObject.html`,
  },
  JoinNetwork: interfaces,
  KeepInterfaces: interfaces,
};

/** Rows whose resource is a pattern, by the statement's Sid, and what the pattern stands for. */
export const patternsMeant: Readonly<Record<string, string>> = {
  WriteOwnLogs: 'all streams of one log group',
  JoinNetwork: 'interfaces that have no name yet, of one network',
  KeepInterfaces: 'interfaces that Lambda made and names itself',
  ReadLogs: 'all streams of the bridge’s log groups',
  KeepReports: 'the objects of two folders, which have names of their own',
  GoOnWithWork: 'the objects of one folder, which have names of their own',
  ReadReports: 'the objects of one folder, which have names of their own',
  DeleteObjects: 'all objects of a bucket that goes with its stack',
  FindNames: 'the stacks of this very name: the command line does not know the id',
};
