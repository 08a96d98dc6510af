/** The credentials that a version of the secret holds, where somebody has set them. */
import type { WmsSecret } from '../config/secret-values.ts';
import type { RotationPorts } from './rotation.ts';

export const storedValue = async (
  { store }: Pick<RotationPorts, 'store'>,
  ...which: Parameters<RotationPorts['store']['read']>
): Promise<WmsSecret | undefined> => {
  const parsed = await store.read(...which);
  return parsed?.kind === 'set' ? parsed.value : undefined;
};
