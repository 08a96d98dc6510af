/** A person at a terminal, who types what a test says and remembers what was shown. */
import type { Progress } from '../../cdk/bridge/command.ts';
import type { OpenTerminal } from '../../cdk/bridge/terminal.ts';

export const makeTypist = (typed: () => string) => {
  const [told, asked, progress]: [string[], string[], Progress[]] = [[], [], []];
  const leaving = new AbortController();
  const openTerminal: OpenTerminal = () => ({
    tell: (text) => void told.push(text),
    progress: (seen) => void progress.push(seen),
    ask: async (question) => {
      asked.push(question);
      return typed();
    },
    secret: async () => typed(),
    left: leaving.signal,
    end: () => {},
  });
  return { openTerminal, told, asked, progress, leave: () => leaving.abort() };
};
