/** What a run gives a bridge, ours or the naive one, and what it needs of it. */
import type { Engine } from '../engine/engine.ts';
import type { DoorAnswer, WebhookPost } from '../runtime/door.ts';
import type { SimulatedFunction } from '../runtime/functions.ts';
import type { Cloud } from './cloud.ts';
import type { Edges } from './edges.ts';
import type { Plan } from './plan.ts';
import type { KindRates, Rates } from './plan-rates.ts';
import type { Release } from './release.ts';
import type { ReplayDesk } from './replay-desk.ts';
import type { WorldWms } from './wms.ts';
import type { Tell } from './world-events.ts';

type Invoke<Event> = SimulatedFunction<Event>['invoke'];

/** What whoever knocks hears while nothing of ours runs: 503, or nothing. */
export type Down = 'refusal' | 'nothing';

export type BridgeOptions = {
  readonly engine: Engine;
  readonly cloud: Cloud;
  readonly wms: WorldWms;
  readonly rates: Rates;
  /** Of a call to AWS, as they are at this moment. */
  readonly awsRatesOf: (port: string) => KindRates;
  readonly skewMillisOf: (environment: string) => number;
  readonly edges: Edges;
  readonly tell: Tell;
  readonly plan: Plan;
  /** Epoch milliseconds of the plan's beginning. */
  readonly startsAt: number;
  /** An invocation whose end is told where it was no answer. */
  readonly watch: <Event>(name: string, invoke: Invoke<Event>) => Invoke<Event>;
};

export type Deployed = {
  readonly post: (request: WebhookPost, done: (answer: DoorAnswer) => void) => void;
  /** An operator's command to replay all dead letters, which asks for the plan and confirms it. */
  readonly replay: ReplayDesk['replay'];
  /** Which release accepts, and which one delivers, from now on. */
  readonly deploy: (releases: { readonly accepts: Release; readonly delivers: Release }) => void;
  /** Everything stands still from now on, or runs again. */
  readonly setDown: (down: Down | undefined) => void;
};
