/** Where the app's own files are, in a clone and in an installed app alike: beside the bundle of the main process. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `dist/electron/`, in the archive of an installed app. */
const here = dirname(fileURLToPath(import.meta.url));

export const folders = {
  preload: join(here, 'preload.cjs'),
  failure: join(here, 'failure'),
  icon: join(here, 'icon.png'),
  updateKey: join(here, 'update-key.pem'),
  page: join(here, '..', 'renderer'),
  project: join(here, '..', '..'),
};
