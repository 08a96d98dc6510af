/** All scenes, in the order in which they are played. */
import type { Scene } from './scene.ts';
import { ageScenes, circuitScenes } from './scenes/circuit-scenes.ts';
import { deliveryScenes, lingeringScenes } from './scenes/delivery-scenes.ts';
import { letterScenes } from './scenes/letter-scenes.ts';
import { pagerScenes } from './scenes/pager-scenes.ts';
import { plannedScenes } from './scenes/planned-scenes.ts';
import { reconcileScenes } from './scenes/reconcile-scenes.ts';
import { webhookScenes } from './scenes/webhook-scenes.ts';

export const scenes: readonly Scene[] = [
  // The pager is told nothing for long enough before anything lingers.
  ...pagerScenes,
  ...lingeringScenes,
  ...ageScenes,
  // A circuit that was open lately would explain an old drift.
  ...reconcileScenes,
  ...webhookScenes,
  ...circuitScenes,
  ...letterScenes,
  ...deliveryScenes,
  ...plannedScenes,
];
