/**
 * The operator's credentials on the local AWS API: any that are no function's may do everything.
 */
export const operatorCredentials = {
  accessKeyId: 'operator',
  secretAccessKey: 'operator',
} as const;
