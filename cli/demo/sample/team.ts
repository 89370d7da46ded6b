/** A software team that runs a timetable service. */
import { pick, section, series, type SampleProject } from './shape.ts';

const decisions = [
  [
    'One table for departures',
    'Seasonal tables made every query a union. We keep one table with a validity range.',
  ],
  [
    'Times in UTC',
    'Daylight saving broke the night ferry twice. Times are stored in UTC and shown in the harbour’s zone.',
  ],
  [
    'Feature flags in the database',
    'Restarting for a flag took nine minutes. Flags are rows, read once a minute.',
  ],
  ['No message broker', 'Two services and forty messages a minute need none. We poll an outbox table.'],
  [
    'Server-rendered pages',
    'Passengers on the quay have slow phones. The first page is HTML of at most 40 KB.',
  ],
  [
    'Blue and green deployment',
    'Rolling restarts mixed two versions of the fare rules. We switch all at once.',
  ],
] as const;
const services = ['gateway', 'timetable', 'fares', 'notices', 'archive', 'search'] as const;
const owners = ['Priya', 'Lukas', 'Abena', 'Sven'] as const;

export const team: SampleProject = {
  name: 'Ferry timetable service',
  description: 'The service behind the departure boards of nine harbours: decisions, runbooks, meetings.',
  files: [
    ...decisions.map(([title, why], at) => ({
      folder: 'Ferry/Decisions',
      name: `ADR ${String(at + 1).padStart(3, '0')} ${title}.md`,
      sections: [
        section('Status', 'Accepted'),
        section('Context and decision', why),
        section(
          'Consequences',
          `The ${pick(services, at)} service changes first; ${pick(owners, at)} looks after it.`,
        ),
      ],
    })),
    ...series(4, (n) => ({
      folder: 'Ferry/Meetings',
      name: `2026-0${n + 4}-12 planning.md`,
      sections: [
        section('Present', 'Priya, Lukas, Abena, Sven'),
        section('Decided', `The ${pick(services, n)} service gets a budget of ${80 + n * 20} ms at p95.`),
        section(
          'To do',
          `${pick(owners, n)} writes the migration; ${pick(owners, n + 1)} reviews it by Friday.`,
        ),
      ],
    })),
    {
      folder: 'Ferry/Operations',
      name: 'Runbook.docx',
      sections: [
        section(
          'Departure boards are blank',
          'Check that the gateway answers /health. If it does, restart the board service of that harbour alone.',
        ),
        section(
          'Database is full',
          'Delete partitions of the archive older than two years, then run the vacuum job.',
        ),
        section(
          'Certificates',
          'They renew on the first Sunday of the month; the alarm two days later means that it failed.',
        ),
      ],
    },
    {
      folder: 'Ferry/Operations',
      name: 'Incident 2026-08-03.pdf',
      sections: [
        section('Summary', 'From 06:10 to 07:25 the boards of three harbours showed yesterday’s departures.'),
        section(
          'Cause',
          'The cache of the gateway kept entries by harbour without the date, after a change of its key on the Friday before.',
        ),
        section(
          'What we change',
          'The key has the date again, a test covers midnight, and deployments stop at noon on Fridays.',
        ),
      ],
    },
    {
      folder: 'Ferry/Operations',
      name: 'Capacity.xlsx',
      table: {
        header: ['Service', 'Instances', 'Memory (MB)', 'Requests per second'],
        rows: services.map((name, at) => [name, 2 + (at % 3), 256 * (1 + (at % 4)), 40 + at * 35]),
      },
    },
    {
      folder: 'Ferry/Code',
      name: 'fares.py',
      text: '"""Fares by zone and age."""\n\nCHILD_UNTIL = 12\n\n\ndef fare(zones: int, age: int, is_return: bool) -> int:\n    """The price in cents; children travel at half price, returns at one and a half."""\n    single = 280 + 140 * (zones - 1)\n    if age < CHILD_UNTIL:\n        single //= 2\n    return single * 3 // 2 if is_return else single\n',
    },
    {
      folder: 'Ferry/Code',
      name: 'boards.yaml',
      text: 'boards:\n  refresh_seconds: 20\n  harbours: [Aldersand, Brackmouth, Corrin, Dunlea]\n  fallback: static-timetable\n  night_mode:\n    from: "22:30"\n    until: "05:00"\n',
    },
    {
      folder: 'Ferry/Talks',
      name: 'Quarterly review.pptx',
      sections: [
        section('Since spring', 'Three harbours more', 'p95 from 310 to 120 ms', 'One incident'),
        section('Next', 'Fares by app', 'Boards in two languages'),
      ],
    },
  ],
  memories: [
    'style: Public functions have a doc comment that states units and errors.',
    'style: Commit messages are written in the imperative and name the service first.',
    'process: Deployments stop at noon on Fridays.',
    'process: A change of the fare rules needs a review by Abena.',
    'testing: Tests run against a real database; nothing of ours is mocked.',
    'api: Times in the API are UTC with a Z; the page shows the harbour’s own zone.',
    'ops: The alarm channel is #ferry-alarms; the telephone rota changes on Mondays.',
    'data: Passenger names are deleted 30 days after the crossing.',
    'frontend: The first page stays under 40 KB of HTML.',
    'ops: Restart the boards of one harbour at a time.',
    ...services.map((name, at) => `ownership: ${pick(owners, at)} owns the ${name} service.`),
    ...services.map(
      (name, at) =>
        `budget: The ${name} service may use ${256 * (1 + (at % 4))} MB and ${80 + at * 20} ms at p95.`,
    ),
    ...decisions.map(([title], at) => `decision: ADR ${at + 1}: ${title.toLowerCase()}.`),
  ],
  namespace: 'deploy',
  entries: {
    'gateway:version': '4.12.1',
    'fares:version': '2.7.0',
    'flags:new-boards': true,
    'rota:this-week': 'Lukas',
    'build:last': { number: 1_884, green: true, minutes: 6.4 },
  },
  conversations: [
    {
      title: 'Blank boards in Corrin',
      turns: [
        'The boards in Corrin are blank since six. What does the runbook say?',
        'Check /health of the gateway; if it answers, restart the board service of Corrin alone.',
        'It answers. Restarted, boards are back.',
        'I have noted that Corrin needed a restart, the second time this month.',
      ],
    },
    {
      title: 'Naming the new endpoint',
      turns: ['Departures or sailings?', 'The API says departures everywhere; ADR 1 uses it too.'],
    },
  ],
  questions: [
    'who owns the fares service',
    'boards are blank',
    'when do deployments stop',
    'UTC times decision',
  ],
};
