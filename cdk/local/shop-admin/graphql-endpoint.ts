/**
 * `POST /admin/api/2026-10/graphql.json`: from a request's text to Shopify's answer.
 *
 * Errors of GraphQL come with status 200, as Shopify's do; the shapes are those that it was seen to give.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { type Answer, jsonAnswer } from '../wms/http.ts';
import type { Subject } from './admin-faults.ts';
import { adminApiVersion } from './admin-schema.ts';
import { connectPage } from './connection.ts';
import { singleQueryCostMax } from './cost-bucket.ts';
import { type Priced, queryCost } from './query-cost.ts';
import { type Fields, isFields, parseJson } from './read-json.ts';
import type { ShopAdminParts } from './shop-admin-parts.ts';

const documentation = 'https://shopify.dev/api/usage/rate-limits';

type Prepared = {
  readonly kind: 'prepared';
  readonly document: DocumentNode;
  readonly variables: Fields;
  readonly priced: Priced;
};
/** What a request asks, or why it cannot be asked. */
export type Asked = Prepared | { readonly kind: 'refused'; readonly answer: Answer };

const refused = (answer: Answer): Asked => ({ kind: 'refused', answer });
const answerOf = (body: object): Answer =>
  jsonAnswer(200, body, { 'X-Shopify-API-Version': adminApiVersion });
const faulty = (errors: readonly GraphQLError[]): Asked =>
  refused(answerOf({ errors: errors.map((error) => error.toJSON()) }));

const parseDocument = (text: string): DocumentNode | GraphQLError => {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
};

const priceIt = (
  { schema }: ShopAdminParts,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Fields,
): Priced | readonly GraphQLError[] => {
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced.errors !== undefined) return coerced.errors;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === 'FragmentDefinition') fragments.set(node.name.value, node);
  }
  return { schema, operation, fragments, variables: coerced.variableValues };
};

export const readQuery = (parts: ShopAdminParts, text: string): Asked => {
  const body = parseJson(text);
  if (!isFields(body) || typeof body.query !== 'string')
    return refused(jsonAnswer(400, { errors: { query: 'Required parameter missing or invalid' } }));
  const document = parseDocument(body.query);
  if (document instanceof GraphQLError) return faulty([document]);
  const errors = validate(parts.schema, document);
  if (errors.length > 0) return faulty(errors);
  const name = typeof body.operationName === 'string' ? body.operationName : undefined;
  const operation = getOperationAST(document, name);
  if (!operation) return faulty([new GraphQLError('An operation name is required')]);
  const variables = isFields(body.variables) ? body.variables : {};
  const priced = priceIt(parts, document, operation, variables);
  if (!('operation' in priced)) return faulty(priced);
  return { kind: 'prepared', document, variables, priced };
};

const fieldsOf = ({ operation }: Priced) =>
  operation.selectionSet.selections.filter((node) => node.kind === 'Field');

/** Which orders are named by the ids that the root fields are given. */
const orderIdsOf = (priced: Priced): string[] => {
  const { schema, operation, variables } = priced;
  const root = schema.getRootType(operation.operation);
  return fieldsOf(priced).flatMap((node) => {
    const field = root?.getFields()[node.name.value];
    const { id, ids } = field ? getArgumentValues(field, node, variables) : {};
    const given = [id, ...(Array.isArray(ids) ? ids : [])].map(String);
    return given.flatMap((one) => /^gid:\/\/shopify\/Order\/(\d+)$/.exec(one)?.[1] ?? []);
  });
};

export const subjectOf = (asked: Asked): Subject =>
  asked.kind === 'refused'
    ? { at: 'graphql', fields: [], orderIds: [] }
    : {
        at: 'graphql',
        fields: fieldsOf(asked.priced).map(({ name }) => name.value),
        orderIds: orderIdsOf(asked.priced),
      };

const tooDear = (cost: number): Answer =>
  // Here the cost stands in the error, and nowhere else.
  answerOf({
    errors: [
      {
        message: `Query cost is ${cost}, which exceeds the single query max cost limit (${singleQueryCostMax}).`,
        extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: singleQueryCostMax, documentation },
      },
    ],
  });

const costOf = ({ bucket }: ShopAdminParts, requested: number, actual: number | null) => ({
  cost: {
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: bucket.status(),
  },
});

/** The answer of an empty bucket: status 200 and no Retry-After. */
export const throttled = (parts: ShopAdminParts, asked: Asked): Answer =>
  answerOf({
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
    extensions: costOf(parts, asked.kind === 'prepared' ? queryCost(asked.priced) : 0, null),
  });

export type Answered = { readonly answer: Answer; readonly cost: number | null };

const execute = (parts: ShopAdminParts, asked: Prepared, requested: number): Answered => {
  const { document, variables, priced } = asked;
  const partials = parts.faults.takeWithin('partial', subjectOf(asked));
  const operationName = priced.operation.name?.value;
  const granted = new Set(parts.switches.scopes);
  const context = { granted, connect: connectPage, partials };
  const { data, errors } = parts.run({ document, operationName, variables }, context);
  const actual = Math.min(requested, queryCost(priced, data ?? null));
  parts.bucket.giveBack(requested - actual);
  const faults = errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) };
  const extensions = costOf(parts, requested, actual);
  return { answer: answerOf({ ...faults, data: data ?? null, extensions }), cost: actual };
};

export const answerQuery = (parts: ShopAdminParts, asked: Asked): Answered => {
  if (asked.kind === 'refused') return { answer: asked.answer, cost: null };
  const requested = queryCost(asked.priced);
  if (requested > singleQueryCostMax) return { answer: tooDear(requested), cost: null };
  if (!parts.bucket.take(requested)) return { answer: throttled(parts, asked), cost: null };
  return execute(parts, asked, requested);
};
