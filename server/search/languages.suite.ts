/** Sentences in many languages, with forms of their words that do not stand in them. */
export interface Sample {
  readonly language: string;
  readonly text: string;
  /** Other forms of words of the text, or the same without accents. */
  readonly forms: readonly string[];
  /** Words that do not stand in it. */
  readonly strangers: readonly string[];
}

export const samples: readonly Sample[] = [
  {
    language: 'en',
    text: 'Anna went to the office and wrote three letters about the adoption of unpaid invoices while her children were waiting.',
    forms: ['go', 'adopt', 'writing', 'letter', 'invoice', 'child', 'wait', 'offices'],
    strangers: ['official', 'paid', 'car'],
  },
  {
    language: 'de',
    text: 'Die Häuser in der Straße sind schön, aber die Rechnungen für die Heizung waren nicht günstig.',
    forms: [
      'Haus',
      'Häusern',
      'Hauser',
      'Haeuser',
      'STRASSE',
      'strasse',
      'Rechnung',
      'schöne',
      'Heizungen',
      'guenstig',
    ],
    strangers: ['Hase', 'Strand', 'rechts'],
  },
  {
    language: 'fr',
    text: 'Les élèves ont préparé une présentation sur les énergies renouvelables dans leur école.',
    forms: [
      'élève',
      'eleve',
      'préparer',
      'énergie',
      'energies',
      'écoles',
      'Ecole',
      'presentation',
      'présentations',
    ],
    strangers: ['élan', 'prison', 'maison'],
  },
  {
    language: 'es',
    text: 'Los niños cantaban canciones en la plaza mientras sus padres preparaban la cena.',
    forms: ['niño', 'ninos', 'canción', 'cancion', 'cantar', 'plazas', 'preparar'],
    strangers: ['canal', 'plato'],
  },
  {
    language: 'pt',
    text: 'As informações sobre a reunião não foram enviadas para todos os participantes.',
    forms: ['informação', 'informacoes', 'reuniões', 'reuniao', 'enviada', 'participante'],
    strangers: ['forma', 'parte'],
  },
  {
    language: 'ru',
    text: 'Мы отправили документы заказчику вчера, но ёлку ещё не нарядили.',
    forms: ['документ', 'документов', 'заказчик', 'ёлка', 'елка', 'отправить', 'ДОКУМЕНТАМИ'],
    strangers: ['дом', 'заказ на'],
  },
  {
    language: 'uk',
    text: 'Ми надіслали рахунки та документи їхній бухгалтерії.',
    forms: ['рахунку', 'документ', 'бухгалтерія'],
    strangers: ['рахувати', 'книга'],
  },
  {
    language: 'el',
    text: 'Οι άνθρωποι διάβαζαν τα βιβλία τους στην Αθήνα κοντά στον παλιό δρόμο.',
    forms: ['άνθρωπος', 'ανθρωπων', 'βιβλίο', 'ΒΙΒΛΙΑ', 'Αθηνα', 'δρόμος', 'δρομους'],
    strangers: ['θάλασσα', 'βουνό'],
  },
  {
    language: 'ar',
    text: 'ذهبَ المهندسون إلى المَدْرَسَة والكتاب معهم، وقرأت أحلام الفاتورة.',
    forms: ['مدرسة', 'المدرسة', 'كتاب', 'الكتاب', 'فاتورة', 'احلام', 'مهندسون'],
    strangers: ['سيارة', 'مطر'],
  },
  {
    language: 'he',
    text: 'הפגישה עם הלקוח נקבעה ליום שני במשרד, והחשבונית נשלחה בדואר.',
    forms: ['פגישה', 'לקוח', 'משרד', 'חשבונית', 'דואר', 'בפגישה'],
    strangers: ['ספר', 'ילד'],
  },
  {
    language: 'hi',
    text: 'हमने हिन्दी भाषाओं की किताबें ख़रीदीं और बैठक में चालान दिखाया।',
    forms: ['हिंदी', 'भाषा', 'किताब', 'बैठकें', 'चालान'],
    strangers: ['नदी', 'पानी'],
  },
  {
    language: 'nl',
    text: 'De vergaderingen zijn verplaatst omdat de directeur niet op tijd kon komen.',
    forms: ['vergadering', 'directeuren', 'verplaatsen'],
    strangers: ['vergeten', 'plaat'],
  },
  {
    language: 'sv',
    text: 'Flickorna läste böckerna som de hade köpt i går och skrev om dem.',
    forms: ['flicka', 'flickor', 'bockerna'],
    strangers: ['flagga'],
  },
  {
    language: 'fi',
    text: 'Kirjastossa oli paljon kirjoja, mutta hän ei ole vielä lukenut niitä.',
    forms: ['kirjasto', 'kirjastot'],
    strangers: ['auto'],
  },
  {
    language: 'it',
    text: 'Le riunioni sono state spostate perché il direttore non era in ufficio.',
    forms: ['riunione', 'direttori', 'spostato', 'uffici'],
    strangers: ['unione'],
  },
  {
    language: 'ro',
    text: 'Facturile au fost trimise și clienții nu au răspuns la ele până acum.',
    forms: ['factură', 'facturi', 'clienti'],
    strangers: ['fapt'],
  },
  {
    language: 'hu',
    text: 'A számlákat elküldtük, de az ügyfelek még nem fizették ki őket.',
    forms: ['számla', 'számlák'],
    strangers: ['szám'],
  },
  {
    language: 'tr',
    text: 'Faturalar gönderildi ama müşteriler daha ödeme yapmadı çünkü çok pahalı.',
    forms: ['fatura', 'müşteri', 'MÜŞTERİ', 'musteriler'],
    strangers: ['fark'],
  },
];

/** Chinese, Japanese and Korean. */
export const ideographic: readonly string[] = [
  '我们用机器学习的方法做推荐系统，每天处理大量的用户数据。',
  '昨天的会议上，经理批准了明年的预算和新的招聘计划。',
  '彼は東京都に住んでいるが、毎週大阪の取引先へ出張する。',
  '新しいサーバーの設定ファイルを更新してから、データベースを再起動してください。',
  '새로운 데이터베이스를 만들었고 고객의 주문을 모두 옮겼습니다.',
  '다음 주 회의에서 예산안을 검토하기로 했다.',
];

/** Thai. */
export const thai: readonly string[] = [
  'การประชุมครั้งหน้าจะจัดขึ้นที่กรุงเทพในเดือนพฤศจิกายน',
  'ระบบฐานข้อมูลของบริษัทต้องสำรองข้อมูลทุกวัน',
  'เธอซื้อตั๋วเครื่องบินไปเชียงใหม่เมื่อวาน',
  'นักเรียนกำลังอ่านหนังสือประวัติศาสตร์ในห้องสมุด',
  'รัฐบาลประกาศนโยบายเศรษฐกิจใหม่เพื่อช่วยเกษตรกร',
  'โปรแกรมนี้ใช้ปัญญาประดิษฐ์ค้นหาเอกสารได้รวดเร็ว',
  'พรุ่งนี้ฝนจะตกหนักในภาคใต้',
  'เขาทำงานเป็นวิศวกรซอฟต์แวร์ที่สิงคโปร์',
  'ค่าใช้จ่ายในการเดินทางสูงกว่างบประมาณ',
  'โรงพยาบาลแห่งนี้มีหมอเชี่ยวชาญโรคหัวใจ',
  'กรุณาส่งใบแจ้งหนี้ให้ฝ่ายบัญชีภายในวันศุกร์',
  'ภาษาไทยเป็นภาษาที่ไม่เว้นวรรคระหว่างคำ',
];
