/**
 * Makes the value of a secret that the template asks Secrets Manager to generate.
 */
import { randomInt } from 'node:crypto';
import * as z from 'zod';

const schema = z.strictObject({
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  PasswordLength: z.coerce.number().int().min(1).max(4_096).default(32),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

/** @param settings - the template's `GenerateSecretString`. */
export const generateSecret = (settings: unknown): string => {
  const parsed = schema.parse(settings);
  const password = generatePassword(parsed);
  const { SecretStringTemplate, GenerateStringKey } = parsed;
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password });
};

const generatePassword = (settings: z.output<typeof schema>): string => {
  const types = [
    settings.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    settings.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    settings.ExcludeNumbers ? '' : '0123456789',
    settings.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    settings.IncludeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((character) => !settings.ExcludeCharacters.includes(character)))
    .filter((type) => type.length > 0);
  const anyOf = types.flat();
  const required = settings.RequireEachIncludedType ? types : [];
  return Array.from({ length: settings.PasswordLength }, (_, index) => {
    const from = required[index] ?? anyOf;
    return from[randomInt(from.length)];
  }).join('');
};
