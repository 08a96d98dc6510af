/**
 * Secrets Manager's request → one step of a rotation. Ends done, or throws: Secrets Manager takes nothing else
 * for a failure.
 */
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import type { RotateKey } from '../../lib/rotation/rotate-key.ts';
import type { Rotated, Step } from '../../lib/rotation/rotation.ts';

export type Dependencies = {
  readonly rotate: RotateKey;
  /** The only secret that is rotated here. */
  readonly secretArn: string;
  readonly tell: (step: Step, version: string, rotated: Rotated) => void;
};

export const makeHandler =
  ({ rotate, secretArn, tell }: Dependencies) =>
  async (event: SecretsManagerRotationEvent): Promise<void> => {
    const { Step: step, SecretId, ClientRequestToken: version } = event;
    if (SecretId !== secretArn) throw new Error('this function rotates another secret');
    const rotated = await rotate({ step, version });
    tell(step, version, rotated);
    if (rotated.kind === 'failed') throw new Error(`${step} failed: ${rotated.why}`);
  };
