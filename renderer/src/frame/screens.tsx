/** Which screen stands at which address; each is loaded when it is first opened. */
import { lazy, Suspense } from 'react';
import { hashOf, useRoute } from '../data/route.ts';
import { Skeleton } from '../parts/list-state.tsx';

const HomeScreen = lazy(() => import('../projects/home-screen.tsx'));
const ProjectScreen = lazy(() => import('../projects/project-screen.tsx'));
const DriveScreen = lazy(() => import('../drive/drive-screen.tsx'));
const TrashScreen = lazy(() => import('../drive/trash-screen.tsx'));
const SearchScreen = lazy(() => import('../search/search-screen.tsx'));
const ActivityScreen = lazy(() => import('../activity/activity-screen.tsx'));
const SettingsScreen = lazy(() => import('../settings/settings-screen.tsx'));
const PreviewScreen = lazy(() => import('../preview/preview-screen.tsx'));
const ServersScreen = lazy(() => import('../keys/servers-screen.tsx'));
const WelcomeScreen = lazy(() => import('../welcome/welcome-screen.tsx'));
const ReviewScreen = lazy(() => import('../review/review-screen.tsx'));
const TeamScreen = lazy(() => import('../team/team-screen.tsx'));
const ConflictsScreen = lazy(() => import('../conflicts/conflicts-screen.tsx'));

export function Screen() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Open />
    </Suspense>
  );
}

function Open() {
  const route = useRoute();
  switch (route.page) {
    case 'project':
      return <ProjectScreen key={route.projectId} projectId={route.projectId} section={route.section} />;
    case 'drive':
      return <DriveScreen folderId={route.folderId} />;
    case 'preview':
      return <PreviewScreen key={hashOf(route)} of={route.of} passage={route.passage} />;
    case 'trash':
      return <TrashScreen />;
    case 'search':
      return <SearchScreen initial={route.query} />;
    case 'activity':
      return <ActivityScreen />;
    case 'settings':
      return <SettingsScreen section={route.section} />;
    case 'welcome':
      return <WelcomeScreen />;
    case 'servers':
      return <ServersScreen />;
    case 'review':
      return <ReviewScreen />;
    case 'conflicts':
      return <ConflictsScreen />;
    case 'team':
      return <TeamScreen />;
    case 'home':
      return <HomeScreen />;
  }
}
