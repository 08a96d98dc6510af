/**
 * The bridge's commands in a text of Markdown, in blocks or in a line, as the arguments that a shell makes of them.
 */

/** What the text leaves open, as somebody would fill it in. */
const filledIn: Readonly<Record<string, string>> = {
  ORDER: '820982911946154508',
  LETTER: 'letter-1',
  T: '2026-11-22T09:00:00Z',
};
/** The runbook is read beside the local stack; a stage is named for a deployed one. */
const stageOption = /\s--stage\s+production\b/;

/** Each with the line that it stands in, for people. */
export const bridgeCommandsIn = (text: string): readonly [string, ...string[]][] => {
  const inBlocks = [...text.matchAll(/^npm run bridge -- (.+)$/gm)].map(([, line = '']) => line);
  const inLines = [...text.matchAll(/`npm run bridge -- ([^`]+)`/g)].map(([, line = '']) => line);
  return [...new Set([...inBlocks, ...inLines])].map((line) => [line, ...argumentsOf(line)]);
};

const argumentsOf = (line: string): string[] =>
  [...line.replace(stageOption, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted ?? filledIn[plain] ?? plain,
  );
