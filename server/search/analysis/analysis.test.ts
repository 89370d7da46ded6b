/** What is indexed beside the words of a text, and in which languages. */
import { expect, test } from 'vitest';
import { analyse, languageOf, queryTermsOf } from '../analyser.ts';
import { alternativeMark } from './alternatives.ts';

test.for([
  [
    'Call getUserName() before v2.4.1, or see src/server/listen.ts: 1,000 users were waiting.',
    'call getusernam =get user name befor v2.4.1 =v2 =v 2 4 1 or see src/server/listen.ts =src server listen.ts =listen ts 1000 user were wait',
  ],
  [
    'As an aside: we met Anna in Madrid on 21 November; she was late, but the men had already gone home.',
    'as an asid we meet anna in madrid on 21 novemb she wa late but the man have alreadi go home',
  ],
  [
    'The die was cast, and so the war in the hat shop began; Carmen will come a la carte.',
    'the die wa cast and so the war in the hat shop begin carmen will come a la cart',
  ],
  ['den mother', 'den mother'],
  [
    'Müller’s café in Zürich serves the best crème brûlée we have eaten.',
    'muller s cafe in zurich serv the good creme brule we have eat',
  ],
  [
    'ERROR in /var/log/mail.log: connection to mx.example.com:25 timed out (no route to host)',
    'error in var/log/mail.log =var log mail.log =mail log connect to mx.example.com:25 =mx.example.com =mx exampl com 25 time out no rout to host',
  ],
  ['A user can do as he or she is told.', 'a user can do as he or she is tell'],
])('English text has English terms alone: %s', ([text, terms]) => {
  const found = analyse(text as string).map(({ term, same }) => (same ? '=' : '') + term);
  expect(found.join(' ')).toBe(terms);
});

test('a stem stands at the place of its word, under the name of its language, where it is new', () => {
  const found = analyse('Die Häuser und die Rechnung').map(({ term, same }) => [term, same]);
  expect(found).toEqual([
    ['die', false],
    ['hauser', false],
    [`${alternativeMark}de:haus`, true],
    ['und', false],
    ['die', false],
    ['rechnung', false],
  ]);
});

test.for([
  ['de', 'Die Rechnungen für die Heizung waren nicht günstig.'],
  ['fr', 'Les élèves ont préparé une présentation dans leur école.'],
  ['es', 'Los niños cantaban en la plaza mientras sus padres preparaban la cena.'],
  ['it', 'Le riunioni sono state spostate perché il direttore non era in ufficio.'],
  ['pt', 'As informações sobre a reunião não foram enviadas para todos.'],
  ['nl', 'De vergadering is verplaatst omdat de directeur niet op tijd kon komen.'],
  ['sv', 'Flickorna läste böckerna som de hade köpt i går och skrev om dem.'],
  ['da', 'Drengene havde ikke læst bøgerne, som de skulle bruge i skolen.'],
  ['no', 'Guttene hadde ikke lest bøkene som de skulle bruke på skolen etter ferien.'],
  ['fi', 'Kirjastossa oli paljon kirjoja, mutta hän ei ole vielä lukenut niitä.'],
  ['ro', 'Facturile au fost trimise și clienții nu au răspuns la ele până acum.'],
  ['hu', 'A számlákat elküldtük, de az ügyfelek még nem fizették ki őket.'],
  ['tr', 'Faturalar gönderildi ama müşteriler daha ödeme yapmadı çünkü çok pahalı.'],
  ['en', 'The invoices for the heating were not cheap.'],
  [undefined, 'Kubernetes Prometheus Grafana'],
  [undefined, 'Müller'],
  [undefined, 'de facto'],
  [undefined, '東京 2026'],
] as const)('%s is told by its stop words: %s', ([language, text]) => {
  expect(languageOf(text)).toBe(language);
});

test('a query loses the stop words of its language', () => {
  expect(queryTermsOf('wo sind die Rechnungen für das Haus')).toEqual(['rechnungen', 'hau']);
  expect(queryTermsOf('где документы и книги')).toEqual(['документ', 'книг']);
  expect(queryTermsOf('die hard')).toEqual(['die', 'hard']);
});

test.for([
  ['en', 'writing', 'wrote'],
  ['ru', 'книга', 'книги'],
  ['ru', 'елка', 'ёлки'],
  ['uk', 'документ', 'документів'],
  ['el', 'άνθρωπος', 'ανθρώπων'],
  ['ar', 'مدرسة', 'المَدْرَسَة'],
  ['ar', 'كتاب', 'الكتاب'],
  ['ar', 'احمد', 'أحمد'],
  ['hi', 'किताब', 'किताबें'],
  ['hi', 'हिंदी', 'हिन्दी'],
  ['ta', 'புத்தகம்', 'புத்தகங்கள்'],
])('%s: %s and %s have one term', ([, one, other]) => {
  expect(queryTermsOf(one as string)).toEqual(queryTermsOf(other as string));
});

test.for([
  ['İSTANBUL', 'istanbul'],
  ['ısı', 'isi'],
  ['Straße', 'STRASSE'],
  ['ὀδός', 'ΟΔΟΣ'],
  ['Tiếng Việt', 'tieng viet'],
  ['Łódź', 'lodz'],
  ['cafe\u0301', 'CAFÉ'],
  ['ＡＢＣ１２３', 'abc123'],
  ['الكتــــاب', 'الكتاب'],
  ['שָׁלוֹם', 'שלום'],
  ['йод'.normalize('NFD'), 'йод'],
  ['soft\u00adhyphen', 'softhyphen'],
  ['葛\u{e0100}城', '葛城'],
  ['한국어'.normalize('NFD'), '한국어'],
])('how %s is written makes no difference to %s', ([one, other]) => {
  expect(queryTermsOf(one as string)).toEqual(queryTermsOf(other as string));
});

test('letters that differ by more than an accent differ', () => {
  expect(queryTermsOf('йод')).not.toEqual(queryTermsOf('иод'));
  expect(queryTermsOf('की')).not.toEqual(queryTermsOf('का'));
});
