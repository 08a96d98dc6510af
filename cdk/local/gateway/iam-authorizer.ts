/**
 * Who may use a route with IAM authorization: whoever signs the request and may execute-api:Invoke it.
 *
 * Signatures are not verified, here as everywhere on this machine: whoever reaches 127.0.0.1 is
 * trusted to say who it is.
 */
import type { Admit } from '../contracts.ts';
import { localAccountId } from '../template/surroundings.ts';

export type IamAuthorizerOptions = {
  readonly apiId: string;
  readonly region: string;
  readonly admit: Admit;
};

export type SignedRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly authorization: string | undefined;
};

/** As the function finds it in the event, where it is called `authorizer.iam`. */
export type IamCaller = {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly cognitoIdentity: null;
  readonly principalOrgId: null;
  readonly userArn: string;
  readonly userId: string;
};

/** Signed for another service or region, a request is refused by API Gateway too. */
const signature =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/execute-api\/aws4_request,\s*SignedHeaders=[^,\s]+,\s*Signature=[\da-f]+$/;

/** The caller; nothing for one that may not, or does not say who it is. */
export const authorizeByIam = (
  { method, path, authorization = '' }: SignedRequest,
  { apiId, region, admit }: IamAuthorizerOptions,
): IamCaller | undefined => {
  const [, accessKey, signedRegion] = signature.exec(authorization) ?? [];
  if (accessKey === undefined || signedRegion !== region) return undefined;
  const identity = admit(accessKey, {
    action: 'execute-api:Invoke',
    resource: `arn:aws:execute-api:${region}:${localAccountId}:${apiId}/$default/${method}${path}`,
  });
  if (identity === undefined) return undefined;
  const { arn: userArn, userId } = identity;
  return {
    ...{ accessKey, accountId: localAccountId, callerId: userId },
    ...{ cognitoIdentity: null, principalOrgId: null, userArn, userId },
  };
};
