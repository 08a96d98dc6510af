/** CloudWatch's custom widget, click by click: what it shows, what its buttons ask, and what they may. */
import { describe, expect, it } from 'vitest';
import { deadLetter, orderMessage } from '../builders/order-message.ts';
import { buttonsOf, skeletonOf, textOf } from '../builders/widget-tree.ts';
import { browseArn, makeDeadLettersWorld, replayArn } from './dead-letters-world.ts';

type World = ReturnType<typeof makeDeadLettersWorld>;

const inWidget = (request: object, form: Readonly<Record<string, string>> = {}) => ({
  ...request,
  widgetContext: { dashboardName: 'bridge', theme: 'light', params: {}, forms: { all: form } },
});

const htmlOf = (answer: unknown): string => {
  if (typeof answer !== 'string') throw new Error('this was not answered in HTML');
  return answer;
};
/** A click on a button of the widget: calls the function that it names with what it has. */
const click = async (world: World, html: string, label: string, about = ''): Promise<string> => {
  const found = buttonsOf(html).find(
    (one) => one.label === label && JSON.stringify(one.request).includes(about),
  );
  if (found === undefined) throw new Error(`no button ${label}`);
  const event = inWidget(found.request as object);
  return htmlOf(await (found.endpoint === replayArn ? world.replay(event) : world.browse(event)));
};
const begin = async (world: World): Promise<string> => htmlOf(await world.browse(inWidget({})));

describe('the widget', () => {
  it('says what it is', async () => {
    const world = makeDeadLettersWorld();

    expect(await world.browse({ describe: true })).toMatch(/^## Dead letters\n/);
    expect(await world.replay({ describe: true })).toMatch(/^## Dead letters\n/);
  });

  it('begins with the classes, how old they are and what mends them', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');

    const html = await begin(world);

    expect(textOf(html)).toContain('2 dead letters');
    expect(textOf(html)).toContain(
      'rejected 2 letters 1 h 59 min old mend the order or the WMS, replay List',
    );
    expect(buttonsOf(html).map(({ label, endpoint }) => [label, endpoint])).toEqual([
      ['List', browseArn],
      ['Plan a replay', browseArn],
      ['Plan a replay of all', browseArn],
      ['Find', browseArn],
    ]);
  });

  it('says so when nothing lies there', async () => {
    const html = await begin(makeDeadLettersWorld());

    expect(textOf(html)).toContain('No dead letters');
    expect(buttonsOf(html)).toEqual([]);
  });

  it('leads from a class over its plan to the replay, which a count confirms', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');

    const list = await click(world, await begin(world), 'List');
    const plan = await click(world, list, 'Plan a replay of these');
    const job = await click(world, plan, 'Replay 2 letters');

    expect(textOf(list)).toContain('2 dead letters: class rejected');
    expect(textOf(plan)).toContain('A replay would send 2 of 2 letters');
    expect(buttonsOf(plan).find(({ label }) => label === 'Replay 2 letters')).toEqual({
      label: 'Replay 2 letters',
      endpoint: replayArn,
      display: 'widget',
      confirmation:
        'Send 2 dead letters to the WMS again? They go out 5 a second, and it is written down.',
      request: {
        ...{ action: 'replay', filter: { class: 'rejected' }, confirm: 2, force: false },
        asOf: '2026-11-22T12:00:00.000Z',
      },
    });
    // Small enough to be done before the click is answered.
    expect(textOf(job)).toContain('The replay of 2 letters is done');
    expect(world.orders.bodies()).toHaveLength(2);
    expect(textOf(await click(world, job, 'All dead letters'))).toContain('No dead letters');
  });

  it('shows a large replay while it goes on, and stops it on a click', async () => {
    const world = makeDeadLettersWorld();
    await world.park(...Array.from({ length: 60 }, (_, place) => String(place)));

    const plan = await click(world, await begin(world), 'Plan a replay of all');
    const job = await click(world, plan, 'Replay 60 letters');
    const stopped = await click(world, job, 'Stop');
    const resumed = await click(world, stopped, 'Go on');

    expect(textOf(job)).toContain('The replay of 60 letters goes on by itself');
    expect(world.jobs.seen().jobs[0]?.done).toBeLessThan(60);
    expect(textOf(stopped)).toContain('was stopped by an operator');
    expect(textOf(resumed)).toContain('goes on by itself');
    expect(textOf(await begin(world))).toContain('replay of all goes on');
  });

  it('refuses a click on a plan that somebody else was quicker with, and sends nothing twice', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');
    const plan = await click(world, await begin(world), 'Plan a replay of all');

    await click(world, plan, 'Replay 2 letters');
    const again = await click(world, plan, 'Replay 2 letters');

    expect(textOf(again)).toBe(
      'The plan has changed Nothing was done: confirm is 2, but 0 letters would be replayed now: look at plan again. All dead letters',
    );
    expect(world.orders.bodies()).toHaveLength(2);
    expect(world.jobs.seen().jobs).toHaveLength(1);
  });

  it('signs what it does as the dashboard, whoever it says it is', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1');
    const asOf = '2026-11-22T12:00:00.000Z';
    const show = { action: 'show', letterId: 'letter-1', personal: true, by: 'Ada' };

    await world.browse(inWidget(show));
    await world.replay(inWidget({ action: 'replay', asOf, confirm: 1, by: 'Ada' }));

    expect(world.lines).toMatchObject([
      { kind: 'letter-shown', by: 'dashboard' },
      { kind: 'job-requested', wish: { by: 'dashboard' } },
    ]);
  });

  it('cannot act through the function that only looks', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1');
    const replay = { action: 'replay', confirm: 1, asOf: '2026-11-22T12:00:00.000Z' };

    const html = htmlOf(await world.browse(inWidget(replay)));

    expect(textOf(html)).toContain(
      'Nothing was done: action must be one of list, show, plan, jobs, job; ask replay-dead-letters to replay.',
    );
    expect([world.jobs.seen().jobs, world.lines, world.orders.bodies()]).toEqual([[], [], []]);
  });

  it('finds one order’s letter by its form', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1', '2');

    const found = htmlOf(await world.browse(inWidget({ action: 'find' }, { orderId: '2' })));
    const none = htmlOf(await world.browse(inWidget({ action: 'find' }, { orderId: '3' })));
    const wrong = htmlOf(await world.browse(inWidget({ action: 'find' }, { orderId: '#3' })));

    expect(textOf(found)).toContain('1 dead letter: order 2');
    expect(textOf(none)).toContain('no dead letter: order 3');
    expect(textOf(wrong)).toContain('Nothing was done: the order id must be digits');
  });

  it('shows a letter above the widget, and what the customer wrote only on a click that asks first', async () => {
    const world = makeDeadLettersWorld();
    await world.park('1');
    const list = await click(world, await begin(world), 'List');

    const letter = await click(world, list, 'Look');
    const personal = await click(world, letter, 'What the order and the WMS say');

    expect(buttonsOf(list).find(({ label }) => label === 'Look')?.display).toBe('popup');
    expect(textOf(letter)).toContain('A replay would send it');
    expect(letter).not.toContain('ship_to');
    expect(buttonsOf(letter).map(({ confirmation }) => confirmation)).toEqual([
      'This shows personal data of a customer, and is written down in the log. Show it?',
    ]);
    expect(textOf(personal)).toContain('What lies in the letter');
  });

  it('shows a note full of HTML, cwdb-action and script as text', async () => {
    const world = makeDeadLettersWorld();
    const note =
      '</pre><a class="btn">Replay all</a><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action><script>alert(1)</script>';
    const message = orderMessage({ order: { orderId: '1', note } });
    await world.letters.park(deadLetter({ message, letter: { letterId: 'letter-1' } }));
    const plain = makeDeadLettersWorld();
    await plain.park('1');
    const show = inWidget({ action: 'show', letterId: 'letter-1', personal: true });

    const html = htmlOf(await world.browse(show));

    expect(textOf(html)).toContain(JSON.stringify(note));
    expect(buttonsOf(html)).toEqual([]);
    expect(skeletonOf(html)).toBe(skeletonOf(htmlOf(await plain.browse(show))));
  });
});
