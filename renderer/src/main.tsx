/** Starts the page. */
import { Tooltip } from '@base-ui/react/tooltip';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startAppearance } from './data/appearance.ts';
import { NoticeProvider } from './parts/notices.tsx';
import { UploadProvider } from './uploads/uploads.tsx';
import './page.css';

// The server is on this computer, most often: it answers also where the browser says that there is no network.
const networkMode = 'always';

const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode, retry: false, refetchOnWindowFocus: true, staleTime: 1_000 },
    mutations: { networkMode },
  },
});

await startAppearance();

createRoot(document.getElementById('root') as HTMLElement).render(
  <I18nProvider i18n={i18n}>
    <QueryClientProvider client={queries}>
      <Tooltip.Provider>
        <NoticeProvider>
          <UploadProvider>
            <App />
          </UploadProvider>
        </NoticeProvider>
      </Tooltip.Provider>
    </QueryClientProvider>
  </I18nProvider>,
);
