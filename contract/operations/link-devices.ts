/** The devices that are linked to the remote server of a link, as their owner sees them from here. */
import { z } from 'zod';
import { done, idOf, pageOf, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { device } from './sync.ts';

const linkId = { linkId: idOf('link') };

const linkedDevice = device.extend({ is_this: z.boolean().describe('whether it is this computer') });

export type LinkedDevice = z.infer<typeof linkedDevice>;

export const linkDeviceOperations = {
  listLinkedDevices: operation({
    method: 'GET',
    path: '/links/{linkId}/devices',
    summary: 'The devices that are linked to the remote server: one’s own, and for its admins all.',
    access: 'owner',
    input: z.object({ ...linkId, ...pageQuery }),
    output: pageOf(linkedDevice),
  }),
  forgetLinkedDevice: operation({
    method: 'DELETE',
    path: '/links/{linkId}/devices/{deviceId}',
    summary: 'Forget a device at the remote server; what it sent stays, and it keeps what it has.',
    access: 'owner',
    input: z.object({ ...linkId, deviceId: idOf('device') }),
    output: done,
  }),
};
