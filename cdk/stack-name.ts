/**
 * What a stage may be called, and the names of its stack in CloudFormation and of its alarms.
 */

/** Part of the stack's name, of which CloudFormation allows 128 characters. */
export const stageNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

export const stackNameOf = (stage: string): string => `shopify-wms-bridge-${stage}`;

/** An incident's title; unique in an account and region. */
export const alarmNameOf = (stackName: string, key: string): string => `${stackName}-${key}`;

/** The alarm that a test of the pager uses, and nothing else. */
export const pageTestKey = 'page-test';
