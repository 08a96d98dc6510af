/**
 * The names that a deploy would give: like CloudFormation's, but the same at every start.
 */
import { createHash } from 'node:crypto';

const suffixLength = 12;

/** Letters and digits that depend on the parts alone. */
export const stableId = (length: number, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.join('\n'))
    .digest('base64url')
    .replace(/[-_]/g, '0')
    .slice(0, length);

/** A UUID that depends on the parts alone. */
export const stableUuid = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.join('\n'))
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

/**
 * `STACK-LOGICALID-SUFFIX`, with stack and logical id cut evenly where the service allows less.
 *
 * @param ending - `.fifo` for a FIFO queue, counted in the length.
 */
export const physicalName = (
  stackName: string,
  logicalId: string,
  lengthMax: number,
  ending = '',
): string => {
  const suffix = stableId(suffixLength, stackName, logicalId).toUpperCase();
  const room = lengthMax - suffixLength - ending.length - 2;
  const logical = logicalId.slice(0, Math.max(Math.floor(room / 2), room - stackName.length));
  return `${stackName.slice(0, room - logical.length)}-${logical}-${suffix}${ending}`;
};
