/**
 * Whether an order's name is a number that may stand in a log, for instance `#1001` or `EN-1001/2`.
 *
 * A shop chooses what stands before and behind the digits, and an app may name an order as it likes: words
 * could name the customer, and are left out.
 */
const orderNumber = /^(?=.{0,63}\d)[#A-Za-z0-9._/-]{1,64}$/;

export const isOrderNumber = (name: string): boolean => orderNumber.test(name);
