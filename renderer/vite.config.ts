/** How the page is built: one set of files that Electron and the server's web app both serve. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { messages } from './messages.ts';

export default defineConfig({
  plugins: [react(), messages()],
  worker: { format: 'es' },
  // The content security policy forbids inline scripts and data: URLs for code.
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
