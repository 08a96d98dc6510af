/** The dead letters of the running stage, as the function that browses them lists them. */
import { answerSchemas } from '../../../cdk/bridge/dead-letters/answers.ts';
import type { World } from './world.ts';

export const lettersOf = async ({ bridge }: Pick<World, 'bridge'>, letterClass: string) => {
  const request = { action: 'list', filter: { class: letterClass } };
  return answerSchemas.letters.parse(await bridge.invoke('browse-dead-letters', request)).letters;
};

/** What the runbook's LETTER stands for. */
export const letterOf =
  (letterClass: string) =>
  async (world: World): Promise<{ readonly LETTER: string }> => {
    const [letter] = await lettersOf(world, letterClass);
    if (letter === undefined) throw new Error(`no letter of class ${letterClass} waits`);
    return { LETTER: letter.letterId };
  };
