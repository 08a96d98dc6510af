/**
 * What a stage may be called, and the name of its stack in CloudFormation.
 */

/** Part of the stack's name, of which CloudFormation allows 128 characters. */
export const stageNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

export const stackNameOf = (stage: string): string => `shopify-wms-bridge-${stage}`;
