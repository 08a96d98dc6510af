/**
 * The runbook as it stands: its sections, and the bridge's commands in each, those that look before those
 * that mend.
 */
import { readFileSync } from 'node:fs';

export type Section = {
  readonly heading: string;
  /** As they are written, without `npm run bridge -- `, in the order of the text. */
  readonly look: readonly string[];
  readonly mend: readonly string[];
};

const text = readFileSync(new URL('../../../docs/RUNBOOK.md', import.meta.url), 'utf8');
/** In a block or in a line. */
const command = /^npm run bridge -- (.+)$|`npm run bridge -- ([^`]+)`/gm;

const commandsIn = (part: string): readonly string[] => [
  ...new Set([...part.matchAll(command)].map(([, block, line]) => block ?? line ?? '')),
];

const sectionOf = (part: string): Section => {
  const [heading = '', ...lines] = part.split('\n');
  const [looking = '', ...mending] = lines.join('\n').split(/^\*\*Do\*\*/m);
  return { heading, look: commandsIn(looking), mend: commandsIn(mending.join('')) };
};

/** Those of the alarms come first; then those of what one plans, whose commands all mend. */
export const sections: readonly Section[] = text
  .split(/^#{1,3} /m)
  .slice(1)
  .map(sectionOf)
  .map((one) =>
    /^[a-z-]+$/.test(one.heading) ? one : { ...one, look: [], mend: [...one.look, ...one.mend] },
  );

export const sectionNamed = (heading: string): Section => {
  const found = sections.find((one) => one.heading === heading);
  if (found === undefined) throw new Error(`the runbook has no section ${heading}`);
  return found;
};
