/**
 * The clauses of the WMS contract that can be checked: the `x-clauses` of docs/wms-openapi.yaml.
 */
export type ClauseText = {
  readonly text: string;
  /** Checked where the WMS offers what it is about. */
  readonly optional?: true;
};

export const clauses = {
  'token.issued': {
    text: "The token endpoint gives a bearer token for the client's id and secret, by HTTP Basic",
    optional: true,
  },
  'token.refused': {
    text: 'The token endpoint refuses a wrong secret with 400 or 401',
    optional: true,
  },
  'access.missing': { text: 'An order without credentials is refused with 401' },
  'access.wrong': { text: 'An order with made-up credentials is refused with 401' },
  'put.creates': { text: 'A first version is answered 200 or 201 with a wms_order_id' },
  'put.repeat': { text: 'The same request again gives the same wms_order_id and has one effect' },
  'put.at-once': { text: 'The same request twice at once makes one order' },
  'put.success': { text: 'Every 200 or 201 is JSON with a wms_order_id' },
  'put.redirect': { text: 'No order is answered with a redirect' },
  'put.in-time': { text: 'Every answer comes within 2 seconds' },
  'key.other-body': {
    text: 'A used key with another body is refused with 422 and changes nothing',
  },
  'key.same-json': {
    text: 'A used key with the same JSON in another order of fields is the same request',
  },
  'key.whole': { text: 'Keys of 255 characters are told apart to the last one' },
  'key.late': {
    text: 'An old key after a newer version changes nothing, with the first answer or 409',
  },
  'version.newer': { text: 'A newer version replaces and keeps the wms_order_id' },
  'version.older': {
    text: 'An older version is refused with 409 and the current_version, and changes nothing',
  },
  'version.same': { text: 'The same version with other content is taken' },
  'order.cancelled-first': {
    text: 'A cancelled order that was never seen is taken, and an older open one is not',
  },
  'order.cancelled-bare': {
    text: 'A cancelled order without address, and with a line without SKU, is taken',
  },
  'order.exact-id': { text: 'Ids above 2^53 are told apart to the last digit' },
  'order.unicode': { text: 'Names, addresses and notes in any script are taken' },
  'order.large': { text: 'An order of 500 lines is taken, two of which have the same SKU' },
  'order.empty': { text: 'An open order without lines is taken' },
  'refusal.unreadable': { text: 'A body that is not JSON is refused with a 4xx' },
  'refusal.invalid': {
    text: 'An order that does not fit the schema is refused with a 4xx and changes nothing',
  },
  'refusal.path': { text: 'An order under the path of another is refused with a 4xx' },
  'refusal.unknown-field': {
    text: 'A field that is not in the schema is refused with a 4xx, or ignored',
  },
  'refusal.problem': {
    text: 'Every 4xx is application/problem+json with type, title and its status',
  },
  'limit.retry-after': { text: 'A 429 says in Retry-After when to come back', optional: true },
  'list.page': {
    text: 'GET /orders answers pages of orders, and 401 without credentials',
    optional: true,
  },
  'list.complete': {
    text: 'The list has the orders that were put, with exact ids and their newest versions',
    optional: true,
  },
  'list.since': {
    text: 'The list leaves out what changed before updated_since, and orders by time of change',
    optional: true,
  },
  'list.repeat': {
    text: "A repeated request does not move the order's updated_at",
    optional: true,
  },
  'list.content': {
    text: "The list gives an order's content as it was put, in every script",
    optional: true,
  },
  'keys.list': {
    text: "GET /keys lists the client's keys without their secrets, and marks the one in use",
    optional: true,
  },
  'keys.overlap': { text: 'A new key works, and the old one still does', optional: true },
  'keys.renew': {
    text: 'Putting a key again gives it a new secret, and ends the one before',
    optional: true,
  },
  'keys.own': {
    text: 'A request can neither renew nor revoke the key that let it in: 409',
    optional: true,
  },
  'keys.revoked': { text: 'A revoked key is refused', optional: true },
} as const satisfies Readonly<Record<string, ClauseText>>;

export type ClauseId = keyof typeof clauses;

export const clauseIds = Object.keys(clauses) as readonly ClauseId[];
