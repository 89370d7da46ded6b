/** Words that say nothing about what is looked for, by language; they also tell which language a text is in. */

/** English has its own list in stop-words.ts. */
export const stopLists = {
  de: `aber alle allem allen aller als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem
    den denn der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines
    er es etwas euch für gegen hab habe haben hat hatte hatten ich ihm ihn ihnen ihr ihre ihrem ihren im in ist ja kann
    kein keine können man mein meine mich mir mit muss nach nicht noch nur oder ohne schon sehr sein seine sich sie
    sind so über um und uns unser unter vom von vor war waren warum was weil wenn wer werden wie wieder wir wird wo
    wurde wurden zu zum zur zwischen`,
  fr: `à ai au aussi aux avec avait avez avons c ce ces cet cette ceux chez comme d dans de des donc du elle elles en
    est et étaient était être eu fait faut il ils j je l la le les leur leurs lui m ma mais me même mes moi mon n ne
    nos notre nous on ont ou où par pas plus pour qu quand que quel quelle qui s sa sans se ses si son sont sur ta te
    tes toi ton tu un une vos votre vous y`,
  es: `a al algo antes como con contra cual cuando de del desde donde dos durante e el él ella ellas ellos en entre era
    es esa ese eso esta está están este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi
    mis mucho muy nada ni no nos nosotros o os para pero por porque que qué quien se sea según ser si sí sin sobre
    son su sus también tanto te tiene todo todos tu tus un una uno unos y ya yo`,
  it: `a abbiamo ad agli ai al alla alle allo anche c che chi ci come con cosa cui da dagli dai dal dalla dei del della
    delle dello di dopo dove e è ed era erano fra gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi
    mia mio ne negli nei nel nella nelle no noi non nostro o ogni per perché più quale quando quella quello questa
    queste questi questo se sei senza si sia sono sta stato su sua sue sugli sul sulla suo te ti tra tu tutti tutto un
    una uno vi voi`,
  pt: `a à ao aos as às até com como da das de dele dela depois do dos e é ela elas ele eles em entre era essa esse
    esta está este eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na não nas nem no nos nós nossa
    nosso num numa o os ou para pela pelas pelo pelos por porque qual quando que quem são se sem ser seu seus só sua
    suas também te tem têm tenho teu toda todos tu um uma você vocês`,
  nl: `aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een en er geen had
    heb hebben heeft hem het hier hij hoe hun ik in is ja je kan kon maar me meer men met mij mijn moet na naar niet
    niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor waar waren was
    wat we wel werd wezen wie wij wil worden wordt zal ze zei zich zij zijn zo zonder zou`,
  sv: `alla allt att av bara blev bli blir de dem den denna deras dess dessa det detta dig din du där då efter ej eller
    en er ett från för göra ha hade han hans har henne hennes hon honom hur här i icke in inte jag ju kan kunde man
    med mellan men mig min mina mot mycket ni nu när någon något några och om oss på samma sedan sig sin sina själv
    skulle som så till under upp ut utan var vara varför vart vem vi vid vilken vår än är åt över`,
  da: `ad af aldrig alle alt at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter
    eller en end er et for fra få ham han hans har havde have hende hendes her hos hun hvad hvem hver hvilken hvis
    hvor hvordan hvorfor i ikke ind jeg jer jo kan kunne lige man mange med meget men mig min mine mit mod ned noget
    nogle nu når og også om op os over på sig sin sine skal skulle som til ud under var vi vil ville være`,
  no: `alle at av ble bli blir da de deg dem den denne der deres det dette din disse du eller en enn er et etter for
    fordi fra før ha hadde han hans har henne hennes her hun hva hvem hver hvilken hvis hvor hvordan hvorfor i ikke
    inn jeg kan kom kunne man mange med meg mellom men min mitt mot mye ned noe noen nå når og også om opp oss over på
    sa seg selv sin skal skulle slik som så til under ut uten var vi vil ville vår være vært`,
  fi: `ei eivät ehkä en että he heidän hän hänen ja jo joka jos joten jotka kaikki kanssa kautta koska kuin kuka kun
    me mikä minkä minua minun minä missä mitä mukaan mutta myös nämä ne niiden niin niitä noin nyt ole oli olin oliko
    olivat olla olleet ollut on ovat sekä se sen siellä siinä siitä sillä sinun sinä sitä te teidän tai tuo tuon tämä
    tämän tässä vaan vai vain vielä voi`,
  ro: `a acea această acest aceste ai al ale am ar are aș asta atunci au avea ca că când care ce cel cele cine cu cum
    da dar de decât deci despre din după e ea ei el ele era este eu fi fie fost în între îl îi își la le lor lui mai
    mea mi mult nici nimic noastră nostru nu o or pe pentru prin s sa să sau se și sunt sub te tot toate tu un una
    unde unei unui va vă vom`,
  hu: `a abban ahhoz aki ami amely amikor az azok azt azért be csak de e egy egyik el ez ezek ezt fel hanem hogy hol
    hogyan ha igen is itt ki kell két lehet lesz meg mert mi miért mikor mint most már más még nagyon nem nincs ő ők
    olyan ott pedig s sem sok szerint talán te úgy után vagy vagyok van vannak volt voltak volna`,
  tr: `acaba ama ancak artık aslında az bana bazı belki ben beni benim bir biri birkaç biz bize bizim bu buna bunu
    bunun çok çünkü da daha de defa diye en eğer gibi göre hem hep her hiç için ile ise kadar kez ki kim mı mi mu mü
    nasıl ne neden nerede niçin o olan olarak oldu olduğu onlar onu onun sanki sen siz sonra şey şu tüm üzere var ve
    veya ya yani yok`,
  ru: `а без более бы был была были было быть в вам вас весь во вот все всё всего вы где да для до его ее её если есть
    еще ещё ж же за и из или им их к как ко когда кто ли мне мой мы на над не него нее неё нет ни них но ну о об он
    она они оно от очень по под при с со так также там те то того только том ты у уже хотя чего чей чем что чтобы эта
    эти это этот я`,
  uk: `а але б без був була були було бути в вам вас вже ви від він вона вони воно все всі та так також там те ти тільки
    то у це цей ці ця чи чому що щоб де для до є й його її їх з за зі і із його коли ми мене мій на над не нас ні о об
    під по про при хто як яка який які я`,
  el: `αλλά αν από αυτά αυτή αυτό αυτός για δεν εγώ είμαι είναι εκεί εμείς ένα ένας εσύ έχει έχω η ή ήταν θα και κατά με
    μετά μη μην μια μιας μου μόνο να ο οι όμως όπου όπως όταν ότι ούτε πολύ που πού προς πρέπει πριν πώς σαν σας σε
    σου στα στη στην στις στο στον στους τα της τη την τι τις το τον του τους τότε των ως`,
  ar: `أن إن إلى أو أي أنا أنت أين إذا التي الذي الذين الى ان او اين بعد بين ثم حتى حيث ذلك عن عند على علي غير في فيه قبل قد كان
    كانت كل كما كيف لا لقد لكن لم لماذا لن له لها ليس ما ماذا متى مع من منذ منه نحن نعم هذا هذه هل هم هنا هو هي و وهو وهي يا يكون`,
  he: `אבל או אותו אותה אז איך איפה אל אם אנחנו אני את אתה אתם בין גם הוא היא הם הן היה היו זאת זה זו יש כי כל כמו לא
    לפני מה מי מתי עד על עם רק של שלי שלו שלה שם`,
  hi: `अपना अपनी अपने अब आप इस इसका इसके इसमें उन उस उसका उसकी उसके एक एवं और कब कर करके करता करते करना का कि किस की कुछ
    के को कोई कौन क्या क्यों गया गयी गये जब जैसे जो तक तब तो था थी थे दिया द्वारा न नहीं ने पर भी में मेरा मेरी मैं यह यहाँ या ये
    रहा रही रहे लिए वह वहाँ वाले वे साथ से हम ही हुआ हुई हुए है हैं हो होता होती होते हूँ कहाँ`,
} as const;
