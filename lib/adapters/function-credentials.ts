/**
 * Stands for the SDK's own search for credentials in the bundles of the functions (cdk/constructs/function-code.ts).
 *
 * A function finds its role's credentials in its environment, so the search for profiles, sign-ons and
 * instance metadata would only make its bundle larger: 95 to 140 KB, and tens of milliseconds of each cold start.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

/** The name by which the SDK's clients ask for it. */
export const defaultProvider = fromEnv;
