/**
 * What is laid over the stage `local`: the user's own settings, and where the WMS is.
 *
 * The schema of the stage says whether a key exists; here is only decided what the local stack sets itself.
 */
import { readFileSync } from 'node:fs';
import { mergeSettings } from '../merge-settings.ts';
import { startRefused } from './start-refused.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** @throws a refusal with exit code 2 that names the file and what is wrong with it. */
export const readSettingsFile = (path: string): Settings => {
  const settings = parse(path, read(path));
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
    return settings as Settings;
  }
  throw startRefused(`--config ${path}: must hold a JSON object of settings`, 2);
};

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

/** @throws a refusal when the settings name a WMS themselves. */
export const withWms = (settings: Settings, wmsUrl: string): Settings => {
  const { wms } = settings;
  if (typeof wms === 'object' && wms !== null && 'baseUrl' in wms) {
    throw startRefused('wms.baseUrl: give the WMS by --wms-url instead', 2);
  }
  const auth = { kind: 'oauth2', tokenUrl: `${wmsUrl}/oauth/token` };
  return mergeSettings(settings, { wms: { baseUrl: wmsUrl, auth } }) as Settings;
};
