/**
 * What is laid over the stage `local`: the user's own settings, and where the WMS and Shopify are.
 *
 * The schema of the stage says whether a key exists; here is only decided what the local stack sets itself.
 */
import { readFileSync } from 'node:fs';
import { mergeSettings } from '../merge-settings.ts';
import { startRefused } from './start-refused.ts';
import { localAccountId } from './template/surroundings.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** @throws a refusal with exit code 2 that names the file and what is wrong with it. */
export const readSettingsFile = (path: string): Settings => {
  const settings = parse(path, read(path));
  if (!isSettings(settings)) {
    throw startRefused(`--config ${path}: must hold a JSON object of settings`, 2);
  }
  const pinned = ['account', 'region'].filter((key) => key in settings);
  if (pinned.length === 0) return settings;
  throw startRefused(`--config ${path}: ${pinned.join(' and ')} cannot be set; ${place}`, 2);
};

const place = `the local stack always runs as account ${localAccountId} in eu-central-1`;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw startRefused(`--config ${path}: cannot be read`, 2);
  }
};

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw startRefused(`--config ${path}: is not JSON`, 2);
  }
};

/** @throws a refusal when the settings name a WMS, or a way to know us, that would not be used. */
export const withWms = (settings: Settings, wmsUrl: string): Settings => {
  const { wms } = settings;
  // The schema says what is wrong with a `wms` that is no object.
  if (wms !== undefined && !isSettings(wms)) return settings;
  if (wms !== undefined && 'baseUrl' in wms) {
    throw startRefused('wms.baseUrl: give the WMS by --wms-url instead', 2);
  }
  if (wms !== undefined && 'auth' in wms && !onlyAdds(wms['auth'])) {
    throw startRefused(
      "wms.auth: tokens come from the WMS's /oauth/token; only scope can be set here",
      2,
    );
  }
  const auth = { kind: 'oauth2', tokenUrl: `${wmsUrl}/oauth/token` };
  return mergeSettings(settings, { wms: { baseUrl: wmsUrl, auth } }) as Settings;
};

/**
 * @param adminUrl - where the shops' Admin API is.
 * @throws a refusal when the settings name one that would not be used.
 */
export const withShopAdmin = (settings: Settings, adminUrl: string): Settings => {
  const { reconciliation } = settings;
  if (reconciliation !== undefined && !isSettings(reconciliation)) return settings;
  if (reconciliation !== undefined && 'adminUrl' in reconciliation) {
    throw startRefused('reconciliation.adminUrl: give it by --shopify-admin-url instead', 2);
  }
  return mergeSettings(settings, { reconciliation: { adminUrl } }) as Settings;
};

/** Whether nothing of it would be replaced; which keys there are besides, the schema says. */
const onlyAdds = (auth: unknown): boolean =>
  isSettings(auth) && (auth['kind'] ?? 'oauth2') === 'oauth2' && !('tokenUrl' in auth);

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
