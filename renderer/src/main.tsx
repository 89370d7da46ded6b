/** Starts the page. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { NoticeProvider } from './parts/notices.tsx';
import { UploadProvider } from './uploads/uploads.tsx';
import './page.css';

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, staleTime: 1_000 } },
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={queries}>
    <NoticeProvider>
      <UploadProvider>
        <App />
      </UploadProvider>
    </NoticeProvider>
  </QueryClientProvider>,
);
