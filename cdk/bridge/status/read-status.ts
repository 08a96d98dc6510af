/**
 * Everything that says whether a stage is well, read side by side; each part with its own rights.
 */
import { makeCircuitItem } from '../../../lib/adapters/circuit-item.ts';
import { makeReadQueueDepth } from '../../../lib/adapters/queue-depth.ts';
import { makeReadWaitingOrders } from '../../../lib/adapters/waiting-orders.ts';
import { parseCircuit } from '../../../lib/circuit/circuit.ts';
import type { Job } from '../../../lib/letters/job.ts';
import type { QueueDepth, WaitingOrders } from '../../../lib/watch/seen.ts';
import { isUnreadable, type SeenCircuit } from '../circuit/seen-circuit.ts';
import { answerSchemas, type ListedLetters } from '../dead-letters/answers.ts';
import { openDesk } from '../dead-letters/letters-desk.ts';
import type { Stage } from '../open-stage.ts';
import { type Part, readPart } from '../part.ts';
import type { DescribedSecret } from '../secrets/described-secret.ts';
import { describeSecret } from '../secrets/secret-calls.ts';
import { neededSecretsOf, type StageSecret } from '../secrets/stage-secrets.ts';
import type { StageNames } from '../stage-names.ts';
import { readReconciliation, type ShopReconciliation } from './reconciliation.ts';

export type SeenStatus = {
  readonly names: StageNames;
  readonly now: number;
  readonly circuit: Part<SeenCircuit>;
  readonly queue: Part<QueueDepth>;
  readonly waiting: Part<WaitingOrders>;
  readonly letters: Part<ListedLetters>;
  /** Those that are not done, newest first. */
  readonly jobs: Part<readonly Job[]>;
  readonly reconciliation: readonly ShopReconciliation[];
  readonly secrets: readonly {
    readonly secret: StageSecret;
    readonly described: Part<DescribedSecret>;
  }[];
};

export const readStatus = async (stage: Stage, now: number): Promise<SeenStatus> => {
  const { names, who, documents, sqs } = stage;
  const [circuit, queue, waiting, letters, jobs, reconciliation, ...described] = await Promise.all([
    readPart(who, readCircuit(stage, now)),
    readPart(who, makeReadQueueDepth(sqs, names.queues.orders)()),
    readPart(who, makeReadWaitingOrders(documents, names.table)()),
    readPart(who, readLetters(stage)),
    readPart(who, readJobs(stage)),
    readReconciliation(stage),
    ...neededSecretsOf(names).map(async (secret) => ({
      secret,
      described: await readPart(who, describeSecret(stage, secret)),
    })),
  ]);
  const parts = { circuit, queue, waiting, letters, jobs, reconciliation };
  return { names, now, ...parts, secrets: described };
};

const readCircuit = async ({ names, documents }: Stage, now: number): Promise<SeenCircuit> => {
  const item = await makeCircuitItem(documents, names.table).read();
  const circuit = parseCircuit(item);
  return { names, now, circuit, unreadable: isUnreadable(item, circuit) };
};

const readLetters = (stage: Stage): Promise<ListedLetters> =>
  openDesk(stage).browse({ action: 'list', filter: {}, limit: 0 }, answerSchemas.letters);

const readJobs = async (stage: Stage): Promise<readonly Job[]> => {
  const { jobs } = await openDesk(stage).browse({ action: 'jobs' }, answerSchemas.jobs);
  return jobs.filter(({ state }) => state !== 'done');
};
