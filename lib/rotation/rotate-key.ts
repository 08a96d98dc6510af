/**
 * One step of a rotation of the WMS's credentials, as Secrets Manager asks for it: make a new key beside the
 * old one, see that the WMS has it, try it, use it from now on.
 *
 * Each step may come again, or come alone after a crash: what is done already is left as it is. The key
 * before stays good until the next rotation, so that nobody who still has it is turned away.
 */
import { failed, type Rotated, type RotationPorts, type RotationRequest } from './rotation.ts';
import { makeSteps } from './steps.ts';

export const makeRotateKey = (ports: RotationPorts) => {
  const run = makeSteps(ports);
  return async ({ step, version }: RotationRequest): Promise<Rotated> => {
    const seen = await ports.store.describe(version);
    const { rotates, labels } = seen;
    if (!rotates) return failed('the secret is not rotated');
    if (labels === undefined) return failed('the secret has no such version');
    if (labels.includes('AWSCURRENT')) {
      // Left there, it would make the next rotation be taken for this one, once a person has set another value.
      if (step === 'finishSecret' && labels.includes('AWSPENDING'))
        await ports.store.dropPending(version);
      return { kind: 'done', what: 'it is in use already' };
    }
    if (!labels.includes('AWSPENDING')) return failed('the version is not to come');
    return run[step](version, seen);
  };
};
export type RotateKey = ReturnType<typeof makeRotateKey>;
