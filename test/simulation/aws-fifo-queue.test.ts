/** The simulated FIFO queue as a whole: beside a plain list of messages, and what can be seen of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bodiesOf,
  type FifoScene,
  makeFifoScene,
  ordersUrl,
  startMillis,
} from './aws/fifo-scene.ts';
import type { PerGroup } from './aws/sqs.ts';

type Plain = {
  readonly body: string;
  readonly group: string;
  receives: number;
  visibleAt: number;
};

/** All rules of receiving, by looking at every message each time. */
const receivePlainly = (
  messages: readonly Plain[],
  now: number,
  { max, perGroup }: { readonly max: number; readonly perGroup: PerGroup },
): readonly Plain[] => {
  const isFree = (group: string) =>
    messages.every((one) => one.group !== group || one.visibleAt <= now);
  const groups = [...new Set(messages.map(({ group }) => group))].filter(isFree);
  const given = groups.flatMap((group) =>
    messages
      .filter((one) => one.group === group)
      .slice(0, perGroup === 'one' ? 1 : Number.POSITIVE_INFINITY),
  );
  const received = given.slice(0, max);
  for (const one of received) {
    one.receives += 1;
    one.visibleAt = now + 90_000;
  }
  return received;
};

type Step =
  | { readonly kind: 'send'; readonly group: string }
  | { readonly kind: 'receive'; readonly max: number }
  | { readonly kind: 'remove'; readonly which: number }
  | { readonly kind: 'hide'; readonly which: number; readonly seconds: number }
  | { readonly kind: 'pass'; readonly seconds: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant('remove' as const), which: fc.nat(5) }),
    fc.record({
      kind: fc.constant('hide' as const),
      which: fc.nat(5),
      seconds: fc.constantFrom(0, 1, 30, 90),
    }),
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 30, 90) }),
  ),
  { minLength: 20, maxLength: 60 },
);

/** What is in hand of both, and the steps on both; each receive must be the same. */
const makeTwins = (scene: FifoScene, perGroup: PerGroup) => {
  let plain: Plain[] = [];
  let inHand: { readonly plain: Plain; readonly real: ReturnType<FifoScene['receive']>[number] }[] =
    [];
  const stillMine = () => inHand.filter((one) => one.plain.visibleAt > scene.now());
  return (step: Step, n: number): void => {
    inHand = stillMine();
    switch (step.kind) {
      case 'send':
        scene.send(`${n}`, step.group);
        plain.push({ body: `${n}`, group: step.group, receives: 0, visibleAt: scene.now() });
        return;
      case 'receive': {
        const options = { max: step.max, perGroup };
        const expected = receivePlainly(plain, scene.now(), options);
        const received = scene.receive(step.max);
        expect(
          received.map(({ Body, Attributes }) => [Body, Attributes?.['ApproximateReceiveCount']]),
        ).toEqual(expected.map(({ body, receives }) => [body, String(receives)]));
        inHand.push(
          ...expected.flatMap((one, index) => {
            const real = received[index];
            return real ? [{ plain: one, real }] : [];
          }),
        );
        return;
      }
      case 'pass':
        scene.pass(step.seconds);
        return;
      default: {
        const [held] = inHand.splice(step.which, 1);
        if (!held) return;
        if (step.kind === 'remove') {
          scene.remove(held.real);
          plain = plain.filter((one) => one !== held.plain);
        } else {
          scene.hide(held.real, step.seconds);
          held.plain.visibleAt = scene.now() + step.seconds * 1_000;
          inHand.push(held);
        }
      }
    }
  };
};

describe.each(['one', 'several'] as const)('beside a plain list, %s of a group', (perGroup) => {
  it('the queue gives the same messages in the same order at all times', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const scene = makeFifoScene({ perGroup });
        const step = makeTwins(scene, perGroup);
        for (const [n, one] of taken.entries()) step(one, n);
        step({ kind: 'receive', max: 10 }, taken.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what can be seen of the queue', () => {
  it('each message as it stands, all or of one group', () => {
    const scene = makeFifoScene();
    const messageId = scene.send('1');
    scene.pass(1);
    scene.send('2', 'b');
    scene.receive(1);
    const first = {
      messageId,
      groupId: 'a',
      body: '1',
      receives: 1,
      sentAt: startMillis,
      visibleAt: startMillis + 91_000,
      inFlight: true,
    };
    const second = { groupId: 'b', receives: 0, sentAt: startMillis + 1_000, inFlight: false };
    expect(scene.sqs.messages(ordersUrl)).toMatchObject([first, second]);
    expect(scene.sqs.messages(ordersUrl, 'a')).toEqual([first]);
    expect(scene.sqs.messages(ordersUrl, 'c')).toEqual([]);
  });

  it('when the next receive gives something: now, later, or never', () => {
    const scene = makeFifoScene();
    const next = () => scene.sqs.nextVisibleAt(ordersUrl);
    const seen = [next()];
    scene.send('1');
    seen.push(next());
    const [one] = scene.receive();
    scene.send('2');
    seen.push(next());
    scene.hide(one, 30);
    scene.send('3', 'b');
    seen.push(next());
    scene.receive();
    seen.push(next());
    expect(seen.map((at) => at && (at - startMillis) / 1_000)).toEqual([undefined, 0, 90, 0, 30]);
  });

  it('a receive that reaches nobody hides and counts', () => {
    const scene = makeFifoScene();
    scene.send('1');
    expect(scene.sqs.loseReceive(ordersUrl, 10)).toMatchObject([{ body: '1', receives: 1 }]);
    expect(scene.receive()).toEqual([]);
    scene.pass(90);
    expect(scene.receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }]);
  });

  it('its attributes, with how many are visible and hidden', () => {
    const scene = makeFifoScene({ receivesMax: 1_000 });
    for (const group of ['a', 'b', 'c']) scene.send('1', group);
    scene.receive(2);
    expect(scene.attributes()).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo',
      VisibilityTimeout: '90',
      MessageRetentionPeriod: '1209600',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '2',
      RedrivePolicy: expect.stringContaining('"maxReceiveCount":1000'),
    });
  });

  it('a message with what was asked for and nothing else', () => {
    const scene = makeFifoScene();
    const MessageAttributes = { class: { DataType: 'String', StringValue: 'rejected' } };
    scene.send('1', 'a', { MessageAttributes });
    const [bare] = scene.receive(1, {
      MessageSystemAttributeNames: ['MessageGroupId'],
      MessageAttributeNames: [],
    });
    expect(Object.keys(bare ?? {})).toEqual(['MessageId', 'ReceiptHandle', 'Body', 'Attributes']);
    expect(bare?.Attributes).toEqual({ MessageGroupId: 'a' });
    scene.hide(bare, 0);
    const [full] = scene.receive();
    expect(full?.MessageAttributes).toEqual(MessageAttributes);
    expect(full?.Attributes).toMatchObject({
      SentTimestamp: String(startMillis),
      ApproximateFirstReceiveTimestamp: String(startMillis),
      ApproximateReceiveCount: '2',
      MessageDeduplicationId: 'sent-1',
    });
  });

  it('ids of five minutes are remembered, and older ones not, over thousands of sendings', () => {
    const scene = makeFifoScene();
    const sendings = 4_000;
    const sendTwin = (n: number) => scene.send('1', 'a', { MessageDeduplicationId: `twin-${n}` });
    const ids: string[] = [];
    for (let n = 0; n < sendings; n++) {
      ids.push(sendTwin(n));
      scene.pass(1);
    }
    const isTwin = (n: number) => sendTwin(n) === ids[n];
    expect([3_000, sendings - 301, sendings - 299, sendings - 1].map(isTwin)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('the same ids in every run', () => {
    const run = () => {
      const scene = makeFifoScene();
      return [scene.send('1'), scene.send('2'), ...scene.receive().map((one) => one.ReceiptHandle)];
    };
    expect(run()).toEqual(run());
  });

  it('the one visible message behind ten thousand hidden ones', () => {
    const scene = makeFifoScene();
    for (let n = 0; n < 10_000; n++) scene.send('1', `group-${n}`);
    for (let n = 0; n < 1_000; n++) scene.receive();
    scene.send('late', 'z');
    expect(bodiesOf(scene.receive())).toEqual(['late']);
    expect(scene.receive()).toEqual([]);
  });
});
