/** How something stands, in a word with a mark of its own; and banners about the whole screen. */
import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'okay' | 'busy' | 'warning' | 'error' | 'over';

export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`status ${tone}`}>{children}</span>;
}

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

const icons: Record<'plain' | 'warning' | 'error', LucideIcon> = {
  plain: Info,
  warning: TriangleAlert,
  error: CircleAlert,
};

interface BannerProps {
  readonly tone?: keyof typeof icons;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** Says what holds for the whole screen, such as a server that is away; read out when it appears. */
export function Banner({ tone = 'plain', action, children }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div className={`banner ${tone}`} role={tone === 'plain' ? 'status' : 'alert'}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <p>{children}</p>
      {action}
    </div>
  );
}
