/** The first client, and the proof, as it happens, that it wrote a memory and recalled it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { ComputerClients } from '../connect/computer-clients.tsx';
import { hashOf } from '../data/route.ts';
import { When } from '../parts/words.tsx';
import type { Proof } from './proof.ts';
import { Step } from './step.tsx';

export function FirstClient({ proof, isDone }: { proof: Proof | undefined; isDone: boolean }) {
  const { t } = useLingui();
  const name = proof?.client ?? t`A client`;
  return (
    <Step number={4} title={t`Connect an AI client`} isDone={isDone}>
      <ComputerClients />
      <output className="proof" aria-label={t`Proof`}>
        <Proven at={proof?.wroteAt}>
          <Trans>{name} wrote a memory</Trans>
        </Proven>
        <Proven at={proof?.recalledAt}>
          <Trans>{name} recalled a memory</Trans>
        </Proven>
      </output>
      <p className="quiet">
        <a href={hashOf({ page: 'servers' })}>
          <Trans>Other ways to connect</Trans>
        </a>
      </p>
    </Step>
  );
}

interface ProvenProps {
  readonly at: string | undefined;
  /** What was done. */
  readonly children: ReactNode;
}

function Proven({ at, children }: ProvenProps) {
  const { t } = useLingui();
  const Icon = at === undefined ? CircleDashed : CircleCheck;
  return (
    <p className={at === undefined ? 'quiet' : 'good'}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span>
        {children}
        {at !== undefined && (
          <>
            {', '}
            <When time={at} />
          </>
        )}
        {at === undefined && <span className="unseen">: {t`not yet`}</span>}
      </span>
    </p>
  );
}
