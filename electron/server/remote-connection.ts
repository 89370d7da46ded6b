/** Where the secret of the app's other server is kept: with those of connections, under this name. */
export const remoteConnection = 'keepsake-app';
