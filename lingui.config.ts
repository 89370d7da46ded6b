/** The languages of the page and where their messages stand; `npm run i18n` collects and checks them. */
import { defineConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ar', 'ja'],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: '<rootDir>/renderer/src/locales/{locale}',
      include: ['<rootDir>/renderer/src'],
      exclude: ['**/*.test.*'],
    },
  ],
});
