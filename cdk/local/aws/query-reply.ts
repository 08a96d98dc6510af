/**
 * Answers in XML: of the services that still speak AWS's query protocol, and S3's errors.
 */
import { randomUUID } from 'node:crypto';
import type { Failure, Reply } from './reply.ts';

/** The services by the version of their API, which is all that a request says of its service. */
export const queryServices = {
  '2010-05-15': 'cloudformation',
  '2010-03-31': 'sns',
  '2011-06-15': 'sts',
} as const satisfies Readonly<Record<string, string>>;

export type QueryService = (typeof queryServices)[keyof typeof queryServices];

export const isQueryService = (service: string): service is QueryService =>
  Object.values<string>(queryServices).includes(service);

const namespaces: Readonly<Record<QueryService, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** An element's content: text, elements by name, or members of a list. */
export type Xml = string | readonly Xml[] | { readonly [element: string]: Xml };

export const answerQuery = (service: QueryService, operation: string, result: Xml): Reply =>
  reply(service, 200, {
    [`${operation}Response`]: {
      [`${operation}Result`]: result,
      ResponseMetadata: { RequestId: randomUUID() },
    },
  });

export const refuseQuery = (service: QueryService, { status, code, message }: Failure): Reply =>
  reply(service, status, {
    ErrorResponse: {
      Error: { Type: 'Sender', Code: code, Message: message },
      RequestId: randomUUID(),
    },
  });

export const refuseAction = (service: QueryService, operation: string): Reply =>
  refuseQuery(service, {
    status: 400,
    code: 'InvalidAction',
    message: `the local stack has no ${service} operation ${operation}`,
  });

/** S3 has an envelope of its own. */
export const refuseObject = ({ status, code, message }: Failure): Reply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: render({ Error: { Code: code, Message: message, RequestId: randomUUID() } }),
});

const reply = (service: QueryService, status: number, document: Xml): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  // The first element carries the namespace.
  body: render(document).replace('>', ` xmlns="${namespaces[service]}">`),
});

const render = (content: Xml): string => {
  if (typeof content === 'string') return escaped(content);
  if (isList(content))
    return content.map((member) => `<member>${render(member)}</member>`).join('');
  return Object.entries(content)
    .map(([name, value]) => `<${name}>${render(value)}</${name}>`)
    .join('');
};

const isList = (content: Exclude<Xml, string>): content is readonly Xml[] => Array.isArray(content);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
