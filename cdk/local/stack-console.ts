/**
 * What the page shows and what its buttons do, in terms of the running stack.
 */
import { outputNames } from '../output-names.ts';
import { makeAlarmRow } from './console/alarm-rows.ts';
import type { Board } from './console/board.ts';
import { type ConsoleState, type LocalConsole, startConsole } from './console/console.ts';
import type { DemoLine, OrderStory, PagerState } from './console/console-state.ts';
import { readShop, setScenario } from './console/shop-control.ts';
import { withAttempts } from './console/story.ts';
import { makeWaitingMessages } from './console/waiting-messages.ts';
import type { CallWidget } from './console/widget-call.ts';
import { attemptsAt, readWms } from './console/wms-view.ts';
import type { AwsEndpoint } from './contracts.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import type { Pager } from './monitoring/notices/pager.ts';
import type { SimulatedShop } from './shop/simulated-shop.ts';
import type { SimulatedWms } from './wms/simulated-wms.ts';

export type StackConsoleOptions = {
  /** 0 takes any free one. */
  readonly port: number;
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template'>;
  readonly region: string;
  /** Calls the functions of the dead letters' widget. */
  readonly callWidget: CallWidget;
  /** Without it the page has no switches. */
  readonly wms: SimulatedWms | undefined;
  /** Opens after the page does, or never. */
  readonly shop: () => SimulatedShop | undefined;
  /** What the demonstration has said; nothing where there is none. */
  readonly demo: () => readonly DemoLine[] | undefined;
  readonly board: Board;
  readonly monitoring: Pick<Monitoring, 'alarms' | 'topics'>;
  readonly pager: Pick<Pager, 'incidents' | 'dropped'>;
};

/** The page, and the clients that it asks the queues with; `close` ends both. */
export const startStackConsole = async (options: StackConsoleOptions): Promise<LocalConsole> => {
  const { endpoint, region, wms, shop } = options;
  const waiting = makeWaitingMessages(endpoint, region);
  const rowOf = makeAlarmRow(endpoint.template.outputs[outputNames.ticketTopic]);
  const readState = async (): Promise<ConsoleState> => {
    const waits = await waiting.read();
    const { board, demo } = options;
    return {
      ...waits,
      board: board.read(),
      totals: board.totals(),
      wms: wms ? readWms(wms) : null,
      shop: readShop(shop()),
      demo: demo() ?? null,
      alarms: options.monitoring.alarms.standings().map(rowOf),
      pager: readPager(options),
      atMillis: Date.now(),
    };
  };
  const page = await startConsole({
    port: options.port,
    readState,
    readStory: (orderId) => readStory(options, orderId),
    switchFault: (fault) => void wms?.faults.add(fault),
    clearFaults: (id) => wms?.faults.clear(id),
    callWidget: options.callWidget,
    setScenario: (name, ratePerMinute) => setScenario(shop(), name, ratePerMinute),
  });
  return {
    url: page.url,
    close: async () => {
      await page.close();
      waiting.close();
    },
  };
};

const readPager = ({ pager, monitoring }: StackConsoleOptions): PagerState => ({
  incidents: pager.incidents(),
  dropped: pager.dropped().length,
  mails: monitoring.topics.mails(),
});

const readStory = ({ board, wms }: StackConsoleOptions, orderId: string): OrderStory | null => {
  const story = board.read().rows.get(orderId)?.story;
  if (story === undefined) return null;
  const attempts = wms === undefined ? [] : attemptsAt(wms, orderId);
  return { orderId, ...withAttempts(story, attempts) };
};
