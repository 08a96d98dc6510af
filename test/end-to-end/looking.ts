/**
 * Whether a stack that is closed is looked through for leaks. In `npm test` it is (look-for-leaks.ts is a setup
 * file there); a load or a long proof writes more than is worth looking through, and of the same kinds.
 */
export const looking = { forLeaks: false };
