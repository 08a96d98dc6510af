/** The way to the pager, and who watches. */
import { brokenRelease } from '../release.ts';
import type { Scene } from '../scene.ts';

const revokedAddress: Scene = {
  name: "the pager's address was revoked",
  breaks: async ({ hand, bridge }) => {
    await hand.putSecret('pager', { url: `${bridge.stack.describe().pagerUrl}/revoked` });
    await hand.setAlarm('page-test', 'ALARM');
  },
  expects: ['page-undelivered', 'page-test'],
  runbook: ['page-undelivered'],
  outside: ({ hand, pagerAddress }) => hand.putSecret('pager', JSON.parse(pagerAddress)),
};

export const pagerScenes: readonly Scene[] = [
  {
    name: 'a new stage',
    breaks: async () => {},
    sinceTheStart: true,
    expects: ['stage-settled'],
    runbook: [],
  },
  {
    name: 'a pager that nothing is told, as the clock of the weekly test is off',
    breaks: async () => {},
    expects: ['page-untested'],
    mayTell: { 'page-test': 'the test itself' },
    runbook: ['page-untested'],
  },
  {
    name: 'the test of every week',
    breaks: ({ hand }) => hand.setAlarm('page-test', 'ALARM'),
    expects: ['page-test'],
    runbook: ['page-test'],
  },
  revokedAddress,
  {
    name: 'a release whose watch-bridge cannot start',
    breaks: ({ releases }) => releases.deploy('watch-bridge', brokenRelease),
    expects: ['watch-silent'],
    runbook: ['watch-silent'],
    outside: ({ releases }) => releases.rollBack('watch-bridge'),
  },
];
