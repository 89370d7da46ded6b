from email.message import EmailMessage
from email.utils import format_datetime
from datetime import datetime, timezone, timedelta
from email import policy
m = EmailMessage(policy=policy.SMTP)
m['From'] = 'Ingrid Møller <ingrid@harbour.example>'
m['To'] = '김하늘 <haneul@ferry.example>, "Harbour Office" <office@harbour.example>'
m['Cc'] = 'tide@harbour.example'
m['Date'] = format_datetime(datetime(2025, 4, 3, 9, 15, tzinfo=timezone(timedelta(hours=2))))
m['Subject'] = 'Réparation of the east pier — 동쪽 부두'
m['Message-ID'] = '<20250403.1@harbour.example>'
m.set_content('Dear Haneul,\n\nthe east pier will be closed from the fifth to the ninth of May, because eleven piles have to be replaced.\n\n부두 공사는 닷새 동안 계속됩니다.\n\nIngrid\n')
m.add_alternative('<html><body><p>Dear Haneul,</p><p>the east pier will be closed from the fifth to the ninth of May.</p></body></html>', subtype='html')
m.add_attachment(b'a,b\n1,2\n', maintype='text', subtype='csv', filename='piles.csv')
m.add_attachment(b'%PDF-1.4 nothing', maintype='application', subtype='pdf', filename='Plan der Brücke.pdf')
open('pier.eml','wb').write(m.as_bytes())
h = EmailMessage(policy=policy.SMTP)
h['From'] = 'robot@library.example'; h['To'] = 'reader@library.example'; h['Date'] = format_datetime(datetime(2024,12,1,8,0,tzinfo=timezone.utc)); h['Subject']='תזכורת'; h['Message-ID']='<2@library.example>'
h.set_content('<html><head><style>p{color:red}</style></head><body><h2>ספרים להחזרה</h2><p>נא להחזיר את הספר «מסע אל הים» עד יום ראשון.</p><table><tr><th>Book</th><th>Due</th></tr><tr><td>Voyage</td><td>2024-12-08</td></tr></table></body></html>', subtype='html')
open('reminder.eml','wb').write(h.as_bytes())
