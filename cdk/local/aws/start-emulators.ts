/**
 * The emulators behind the endpoint, embedded or elsewhere, filled with the template's resources.
 */
import type { LocalTemplate } from '../contracts.ts';
import type { EmulatorUrls } from './create-queues.ts';
import { createResources } from './create-resources.ts';
import { startObjectEmulator, startQueueEmulator, startTableEmulator } from './emulators.ts';
import { type Forward, makeForward } from './forward.ts';
import { type OutsideEndpoints, outsideEmulator } from './outside.ts';
import { makeResourceCall, type SetUp } from './resource-call.ts';
import type { SecretStore } from './secret-store.ts';

export type Emulators = {
  readonly queues: SetUp & { readonly forward: Forward };
  readonly tables: SetUp & { readonly forward: Forward };
  /** Always embedded. */
  readonly objects: { readonly forward: Forward };
  readonly close: () => Promise<void>;
};

export type EmulatorsOptions = {
  readonly region: string;
  readonly outside?: OutsideEndpoints;
  readonly note?: (line: string) => void;
};

export const startEmulators = async ({
  region,
  outside: { sqs, dynamodb } = {},
  note = () => {},
}: EmulatorsOptions): Promise<Emulators> => {
  const [queueEmulator, tableEmulator, objectEmulator] = await Promise.all([
    sqs === undefined ? startQueueEmulator(region) : outsideEmulator(sqs),
    dynamodb === undefined ? startTableEmulator() : outsideEmulator(dynamodb),
    startObjectEmulator(region),
  ]);
  const queues = makeForward(queueEmulator, 'sqs', region);
  const tables = makeForward(tableEmulator, 'dynamodb', region);
  const objects = makeForward(objectEmulator, 's3', region);
  const setUp = (forward: Forward, service: 'sqs' | 'dynamodb', url: string | undefined) => {
    const name = service === 'sqs' ? 'SQS' : 'DynamoDB';
    const who = url === undefined ? `the embedded ${name}` : `the ${name} at ${url}`;
    const call = makeResourceCall(forward, service, who);
    return { forward, call, who, isOutside: url !== undefined, note };
  };
  const close = async () => {
    // The queues' emulator ends its long polls; the tables' one would fail on a call that is cut off.
    await Promise.all([queueEmulator.close(), tables.close(), objects.close()]);
    await Promise.all([queues.close(), tableEmulator.close(), objectEmulator.close()]);
  };
  return {
    queues: setUp(queues, 'sqs', sqs),
    tables: setUp(tables, 'dynamodb', dynamodb),
    objects: { forward: objects },
    close,
  };
};

/** @throws a refusal when an emulator does not take what the template asks for. */
export const fillEmulators = async (
  template: LocalTemplate,
  { queues, tables, objects }: Emulators,
  secrets: SecretStore,
): Promise<EmulatorUrls> => {
  const urls = await createResources(template, { queues, tables, objects, secrets });
  return queues.isOutside ? urls : new Map();
};
