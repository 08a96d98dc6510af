/** An event as one line of a story. */
import type { Job } from '../../../lib/letters/job.ts';
import type { StoryLine } from '../contracts.ts';
import type { Post, TimedEvent, WmsCall } from './world-events.ts';

/** Nothing for what would only be noise. */
export const storyLineOf = (event: TimedEvent): StoryLine | undefined => {
  const text = textOf(event);
  if (text === undefined) return undefined;
  const { at } = event;
  const orderId = 'orderId' in event ? event.orderId : null;
  return orderId === null ? { at, text } : { at, orderId, text };
};

const textOf = (event: TimedEvent): string | undefined => {
  switch (event.kind) {
    case 'posted':
      return `the shop posts ${postText(event)}`;
    case 'answered':
      return `the shop hears ${event.status ?? 'nothing'} of ${postText(event)}`;
    case 'queued':
      return event.queue === 'orders'
        ? `${event.messageId} with ${versionText(event)} is on the queue${event.origin === 'webhook' ? '' : `, by ${event.origin}`}`
        : `${event.messageId} with ${versionText(event)} is a dead letter, ${event.class}`;
    case 'unqueued':
      return `${event.messageId} leaves the ${event.queue}`;
    case 'dropped':
      return `${event.messageId} is dropped by SQS: ${event.by}`;
    case 'indexed':
      return `the index ${event.waits ? 'shows' : 'no longer shows'} the letter ${event.letterId}`;
    case 'jobs':
      return `the jobs are ${event.jobs.map(jobText).join(', ')}`;
    case 'recorded':
      return `the record is ${JSON.stringify(event.record)}`;
    case 'invoked':
      return `${event.environment} gets ${event.messages.join(', ')}`;
    case 'fault':
      return `${event.id} meets ${event.fault}`;
    case 'wms-requested':
      return `${callText(event)} leaves`;
    case 'wms-effect':
      return `${callText(event)} is ${event.outcome} at the WMS`;
    case 'wms-heard':
      return `${callText(event)} hears ${event.result}`;
    case 'circuit':
      return `the circuit is ${JSON.stringify(event.circuit)}`;
    case 'told-circuit':
      return `the circuit: ${JSON.stringify(event.change)}`;
    case 'told':
      return `${event.environment} tells ${JSON.stringify(event.facts)}`;
    case 'asked-changes':
      return `${event.environment} asks what changed from ${event.from} until ${event.until}${event.after === null ? '' : ', and goes on'}`;
    case 'shown':
      return `Shopify shows ${versionText(event)}`;
    case 'watermark':
      return `the watermark is ${JSON.stringify(event.watermark)}`;
    case 'reread':
      return event.version === null
        ? 'it is not to be read again any more'
        : `it is to be read again since ${event.version}`;
    case 'secret-changed':
      return 'the secret of the WMS is changed';
    case 'operator':
      return `the operator: ${event.what}`;
    case 'scheduled':
      return `${event.what} ${event.begins ? 'begins' : 'ends'} (${event.name})`;
    case 'malformed-call':
      return event.detail;
    case 'started':
      return undefined;
  }
};

const versionText = ({ version, mark }: { version: string | null; mark: string | null }): string =>
  `${version} (${mark})`;

const postText = (post: Post): string =>
  `${post.webhook} with ${versionText(post)}${post.attempt > 1 ? `, try ${post.attempt}` : ''}`;

const callText = (call: WmsCall): string =>
  call.endpoint === 'token'
    ? `call ${call.call} of ${call.environment} for a token with ${call.credentials}`
    : `call ${call.call} of ${call.environment} with ${versionText(call)} and ${call.credentials}`;

const jobText = ({ jobId, kind, state, done, filter }: Job): string =>
  `${jobId} (${kind} ${filter.class ?? 'all'}, ${state}, ${done} done)`;
