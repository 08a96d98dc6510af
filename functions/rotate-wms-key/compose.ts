/**
 * rotate-wms-key, put together from its environment and its edges.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeVersionedSecret } from '../../lib/adapters/versioned-secret.ts';
import { makeWmsKeys } from '../../lib/adapters/wms-keys.ts';
import type { RotateWmsKeyEnv } from '../../lib/config/env/rotate-wms-key.ts';
import { rotationLimitShare } from '../../lib/config/wms-keys.ts';
import { makePacer } from '../../lib/delivery/pacer.ts';
import { makeKeyNames } from '../../lib/rotation/key-names.ts';
import { makeRotateKey } from '../../lib/rotation/rotate-key.ts';
import { type Dependencies, makeHandler } from './handler.ts';

export type Edges = Pick<Dependencies, 'tell'> & {
  readonly secrets: SecretsManagerClient;
  readonly request: SendHttp;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
};

export const composeRotateWmsKey = (env: RotateWmsKeyEnv, edges: Edges) => {
  const { secrets, request, now, sleep, tell } = edges;
  const { WMS: settings, WMS_KEYS: keys, WMS_SECRET_ARN: secretArn, RELEASE: release } = env;
  const pacer = makePacer(settings.limitPerSecond * rotationLimitShare, { now, wait: sleep });
  const rotate = makeRotateKey({
    store: makeVersionedSecret(secrets, secretArn),
    keys: makeWmsKeys({ settings, keys, release, request, pacer, now }),
    names: makeKeyNames(secretArn),
  });
  return makeHandler({ rotate, secretArn, tell });
};
