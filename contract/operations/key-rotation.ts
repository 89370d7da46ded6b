/** Rotation of keys: a new secret for a key that stays the same, and the end of the old one. */
import { z } from 'zod';
import { idOf } from '../common.ts';
import { operation } from '../operation.ts';
import { createdKey, key } from './keys.ts';

const ofKey = { keyId: idOf('key') };
const ofProjectKey = { projectId: idOf('project'), ...ofKey };
const overlap = {
  overlap_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(600)
    .describe('how long the old secret is still accepted; 0 ends it at once'),
};

export const keyRotationOperations = {
  rotateKey: operation({
    method: 'POST',
    path: '/apikeys/{keyId}/rotate',
    summary:
      'Give a key a new secret, shown once. The old one is accepted for a while; one that is older still ends at once.',
    access: 'owner',
    input: z.object({ ...ofKey, ...overlap }),
    output: createdKey,
  }),
  endOldSecret: operation({
    method: 'DELETE',
    path: '/apikeys/{keyId}/old-secret',
    summary: 'End a rotation: from the next request on only the newest secret of the key is accepted.',
    access: 'owner',
    input: z.object(ofKey),
    output: key,
  }),
  rotateProjectKey: operation({
    method: 'POST',
    path: '/projects/{projectId}/apikeys/{keyId}/rotate',
    summary: 'Give a key that reaches a project a new secret, shown once.',
    access: 'owner',
    input: z.object({ ...ofProjectKey, ...overlap }),
    output: createdKey,
  }),
  endOldProjectSecret: operation({
    method: 'DELETE',
    path: '/projects/{projectId}/apikeys/{keyId}/old-secret',
    summary: 'End the rotation of a key that reaches a project.',
    access: 'owner',
    input: z.object(ofProjectKey),
    output: key,
  }),
};
