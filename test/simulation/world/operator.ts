/**
 * Everybody who acts by the clock: whoever rotates or mistypes credentials, deploys, replays the dead
 * letters, or holds the circuit and closes it; and the forecast's beginnings and ends, for the story.
 */
import { makeCircuitItem } from '../../../lib/adapters/circuit-item.ts';
import { closeByHand, holdByHand } from '../../../lib/circuit/holds.ts';
import { makeSharedCircuit, type SharedCircuit } from '../../../lib/circuit/shared-circuit.ts';
import type { ParkClass } from '../../../lib/order/order-record.ts';
import { makeClient } from '../aws/client.ts';
import type { Engine } from '../engine/engine.ts';
import { deliverEnv } from './bridge.ts';
import type { Cloud } from './cloud.ts';
import {
  firstCredentials,
  nextCredentials,
  tableName,
  type WmsCredentials,
  wmsSecretArn,
  wrongCredentials,
} from './names.ts';
import type { Plan } from './plan.ts';
import type { PlanPart } from './plan-parts.ts';
import type { Deployed } from './run-parts.ts';
import type { WorldWms } from './wms.ts';
import type { Tell } from './world-events.ts';

export type OperatorOptions = {
  readonly engine: Pick<Engine, 'time'>;
  readonly plan: Plan;
  readonly startsAt: number;
  readonly cloud: Cloud;
  readonly wms: WorldWms;
  readonly bridge: Deployed;
  readonly tell: Tell;
};

export type Operator = {
  readonly replay: (parkClass?: ParkClass) => void;
  readonly closeCircuit: () => void;
};

const second = 1_000;
/** Whoever is paged needs a moment. */
const onCallMillis = 30 * second;

export const callOperator = (options: OperatorOptions): Operator => {
  const { engine, plan, startsAt, bridge, tell } = options;
  const circuit = circuitByHand(options);
  const operator = {
    replay: (parkClass?: ParkClass) => {
      tell({ kind: 'operator', what: 'replay' });
      bridge.replay(parkClass);
    },
    closeCircuit: () => {
      tell({ kind: 'operator', what: 'close' });
      circuit.change((before) => closeByHand(before, engine.time.now()));
    },
    holdCircuit: (until: number | undefined) => {
      tell({ kind: 'operator', what: 'hold' });
      const reason = { reason: 'maintenance', ...(until === undefined ? {} : { until }) };
      circuit.change((before) => holdByHand(deliverEnv.CIRCUIT, before, reason, engine.time.now()));
    },
  };
  const at: At = (millis, work) => engine.time.at(startsAt + millis, work);
  for (const part of plan.parts) {
    const told = { kind: 'scheduled', name: part.name, what: whatOf(part) } as const;
    at(part.from, () => tell({ ...told, begins: true }));
    if (part.until > part.from) at(part.until, () => tell({ ...told, begins: false }));
    schedule(options, operator, part, at);
  }
  return operator;
};

/** As the table of what occurred has it. */
const whatOf = (part: PlanPart): string => {
  switch (part.kind) {
    case 'outage':
      return `outage-${part.how}`;
    case 'away':
      return `${part.service}-away`;
    case 'shopify-away':
      return `shopify-${part.fails}`;
    case 'down':
      return `down-hears-${part.hears}`;
    case 'order':
      return `order-${part.trouble}`;
    default:
      return part.kind;
  }
};

type At = (millis: number, work: () => void) => void;
type Hands = Operator & { readonly holdCircuit: (until: number | undefined) => void };

const schedule = (options: OperatorOptions, hands: Hands, part: PlanPart, at: At): void => {
  const { bridge, startsAt, tell } = options;
  switch (part.kind) {
    case 'rotation':
      rotate(options, part, hands, at);
      break;
    case 'wrong-secret':
      at(part.from, () => {
        putSecret(options, wrongCredentials);
        options.wms.parts.tokens.revokeAll();
      });
      at(part.until, () => putSecret(options, firstCredentials));
      break;
    case 'forbidden-all':
      at(part.until + onCallMillis, hands.closeCircuit);
      break;
    case 'deploy': {
      const deploy = (accepts: 'this' | 'next', delivers: 'this' | 'next') => () => {
        tell({ kind: 'operator', what: 'deploy' });
        bridge.deploy({ accepts, delivers });
      };
      at(part.from, deploy('next', 'this'));
      at(part.rolledBackAt, deploy('this', 'this'));
      at(part.until, deploy('next', 'next'));
      break;
    }
    case 'replay':
      at(part.from, () => hands.replay(part.class));
      break;
    case 'hold':
      at(part.from, () =>
        hands.holdCircuit(part.ends === 'by-time' ? startsAt + part.until : undefined),
      );
      if (part.ends === 'by-hand') at(part.until, hands.closeCircuit);
      break;
    case 'down':
      at(part.from, () => bridge.setDown(part.hears));
      at(part.until, () => bridge.setDown(undefined));
      break;
    case 'outage':
    case 'away':
    case 'brown-out':
    case 'slow':
    case 'unsubscribed':
    case 'shopify-away':
      break;
    case 'order':
      // Whoever has mended it wants to see it go.
      if (part.mended) at(part.until + onCallMillis, () => hands.replay());
      break;
  }
};

const rotate = (
  options: OperatorOptions,
  part: Extract<PlanPart, { kind: 'rotation' }>,
  hands: Hands,
  at: At,
): void => {
  const { credentials, tokens } = options.wms.parts;
  at(part.from, () => credentials.setClients([firstCredentials, nextCredentials]));
  at(part.oldUntil, () => {
    credentials.setClients([nextCredentials]);
    tokens.revokeAll();
  });
  at(part.secretAt, () => putSecret(options, nextCredentials));
  // The secret was there first, so nothing that the bridge can see has changed: a human tells it.
  if (part.secretAt < part.from) at(part.from + onCallMillis, hands.closeCircuit);
};

const putSecret = ({ cloud }: OperatorOptions, credentials: WmsCredentials): void =>
  cloud.putSecret(wmsSecretArn, JSON.stringify(credentials));

/** By the same way as the bridge's own changes, at once and without a network. */
const circuitByHand = ({ engine, cloud, tell }: OperatorOptions): Pick<SharedCircuit, 'change'> =>
  makeSharedCircuit(
    { cacheMillis: 0 },
    {
      ...makeCircuitItem(
        makeClient(async (command) => cloud.dynamo.apply(command)),
        tableName,
      ),
      tell: (change) => tell({ kind: 'told-circuit', change }),
      now: engine.time.now,
    },
  );
