# Allt som appen säger. Båda språken har samma namn.

loading = Öppnar
back = Tillbaka
close = Stäng
done = Klar
continue = Fortsätt
open = Öppna
save = Spara
copy = Kopiera
copied = Kopierat
more = Visa fler
on = På
off = Av
made = Finns
missing = Saknas
locked = Låst
settings = Inställningar
about = Om
email = E-postadress
offline = Du är offline. Försök igen om en stund.
offline-strip = Offline. Försöker nå servern.
slow-down = Det var för ofta. Vänta lite och försök igen.
went-wrong = Något gick fel på servern. Försök igen.
refused-code = Det är inte koden. Titta i det senaste brevet.
refused-enrolment = Koden är förbrukad. Be om en ny.
refused-recovery-code = Det är inte kontots senaste återställningskod.
refused-email = Det är ingen e-postadress.
refused-email-taken = Adressen hör till ett annat konto, eller redan till ditt.
refused-last-device = Det här är din sista enhet. Gör en återställningskod först.
refused-stale = Koden är för gammal. Skanna den som visas nu.
refused-taken = Någon har redan öppnat den här begäran.
refused-start = Det är inte en kod från den här servern.
staging-server = Staging server

# Hem
greeting = { $waiting ->
    [0] Inget väntar på dig
    [one] En sak väntar på ditt svar
   *[other] { $waiting } saker väntar på ditt svar
}
waiting-list = Väntar på dig
pick-one = Välj en begäran för att läsa den.
    Inget händer förrän du godkänner.
scan = Skanna en kod
scan-more = Logga in på en annan skärm
lately = Senast
all-history = Visa allt
no-recovery-code = Gör en återställningskod
no-recovery-code-more = Utan en kan en borttappad telefon betyda ett förlorat konto.
pin-locked = PIN-koden är låst
pin-locked-more = Fem felaktiga försök. Se hur den öppnas.
muted = { $name } är tystad
muted-until = Till { $at }, eftersom du inte startade dess begäran.
unmute = Sluta tysta
join-asks = En ny enhet vill ansluta

# Aktivering
welcome = Du, bevisad.
    Inget mer.
welcome-more = Logga in och skriv under med en nyckel som stannar på den här enheten. Du ser varje ord innan du godkänner.
licence-accept = Jag godkänner licensen
licence-read = Läs licensen
licence-1 = Auth eID är fri programvara. Du får använda den, och ingen får ta betalt av dig för den.
licence-2 = Din nyckel görs på den här enheten och stannar där. Behåll enheten, dess PIN-kod och din återställningskod för dig själv.
licence-3 = Det du godkänner gäller som sagt av dig. Läs först, och godkänn bara det du själv startade.
licence-4 = Servern sparar dina adresser, dina enheter och vad du godkände, så att du och de som frågade kan bevisa det senare. Du kan se och spara allt i appen.
licence-5 = Säg till genast när en enhet är borta, genom att ta bort den i appen.
no-production = Den här installationen har ingen produktionsserver.
no-staging = Den här installationen har ingen stagingserver.
get-started = Kom igång
email-title = Din e-postadress
email-more = Den som känner till adressen kan be dig om något. Vi skickar en kod till den.
send-code = Skicka koden
code = Kod
code-title = Titta i din e-post
code-more = En sexsiffrig kod skickades till
code-again = Skicka en ny kod
code-again-in = Skicka en ny kod om { $seconds } s
existing-title = Du har ett konto
existing-more = E-posten ensam öppnar det inte. Visa att det är ditt:
existing-join = Godkänn på min andra enhet
existing-recover = Använd min återställningskod
existing-no-recovery = Det här kontot har ingen återställningskod.
recovery-title = Din återställningskod
recovery-more = Koden som du fick när du aktiverade. Mellanslag och bindestreck spelar ingen roll.
recovery-code = Återställningskod
pin-choose = Välj en PIN-kod
pin-again = Skriv den en gång till
pin-choose-more = Sex siffror som du behöver vid varje godkännande.
pin-simple = Den PIN-koden är bland de första en tjuv skulle prova. Välj en annan.
pin-differs = De två var inte lika. Välj igen.
name-title = Namnge enheten
name-more = Så att du känner igen den bland dina enheter.
device-name = Enhetens namn
activate = Aktivera
making-key = Gör din nyckel
lock-title = Godkänna med enhetens lås?
lock-more = Ditt ansikte, finger eller skärmlås öppnar då nyckeln med en gest. PIN-koden fungerar fortfarande.
lock-use = Använd låset
lock-later = Inte nu
keep-title = Spara koden säkert
keep-more = Den är vägen tillbaka när dina enheter är borta. Skriv ner eller skriv ut den, och förvara den inte på den här enheten. Den visas bara nu.
keep-check = Skriv den tredje gruppen för att visa att du har den
keep-done = Jag har sparat den
keep-file = Återställningskod för Auth eID

    { $code }

    Förvara den säkert. Tillsammans med en kod till din e-post öppnar den ditt konto på en ny enhet.
waiting-title = Öppna Auth eID på din andra enhet
waiting-more = Släpp in den här enheten där. Båda måste visa det här talet:
waiting-left = { $time } kvar
compare = Tal att jämföra
start-over = Börja om
lost-title = Din nyckel finns inte längre här
lost-more = Webbläsaren har rensat det den sparade för Auth eID. Ditt konto är säkert: återställ det med din återställningskod eller en annan enhet.
revoked-title = Den här enheten togs bort
revoked-more = Den togs bort från ditt konto och kan inte längre godkänna. Du kan lägga till den igen.
restore = Återställ

# En begäran
time-left = { $seconds ->
    [one] { $seconds } sekund kvar
   *[other] { $seconds } sekunder kvar
}
decide-later = Stäng och bestäm senare
kind-authentication = Du loggar in
kind-signature = Du skriver under
kind-identification = Du visar din identitet
kind-kyc = Du delar din identitetsakt
kind-device-key = Du bekräftar enheten
seal-of-text = Textens sigill
started-email = Frågan kom via din e-postadress
started-qr = Du skannade en kod
started-link = Startad på den här enheten
started-nowhere = Det sades inte var den startades
you-scanned = Du skannade den
gets = { $name } får
got = { $name } fick
discloses-email = din e-postadress
discloses-unique-user-id = ditt användar-id
discloses-device = enhetens namn och publika nyckel
discloses-is-verified = om din identitet är verifierad
discloses-signature = din underskrift
verified-only = Fungerar bara om din identitet är verifierad
present-as = Svara som
as = Som
match-title = Vilket tal visar { $name }?
match-more = Inget tal där, eller inget av dessa? Avbryt då: någon annan kan ha startat detta.
not-me = Jag startade inte detta
not-me-more = Begäran avslutas. { $name } får veta att du sa nej, och kan inte fråga dig via e-post på ett dygn.
not-me-do = Avsluta och tysta
cancel-request = Avbryt begäran
approve = Godkänn
sign = Skriv under
read-to-end = Läs till slutet
use-pin = Använd PIN-koden
use-lock = Använd enhetens lås
pin-to-sign = PIN-kod för att skriva under
pin-to-approve = PIN-kod för att godkänna
pin-only = Den här begäran kräver PIN-koden.
exact-bytes = Den exakta texten
exact-bytes-more = Detta, tecken för tecken, är vad din nyckel skriver under.
expired-short = Tiden tog slut. Börja om hos { $name }.
pin-entered = { $digits } av 6 siffror
pin-pad = Sifferknappar
pin-delete = Ta bort sista siffran
pin-checking = Kontrollerar
wrong-pin = { $tries ->
    [one] Fel PIN-kod. Ett försök kvar.
   *[other] Fel PIN-kod. { $tries } försök kvar.
}
lock-declined = Låset öppnades inte. Försök igen, eller använd PIN-koden.
done-signed = Underskrivet
done-signed-more = { $name } har din underskrift.
done-approved = Du är inne
done-approved-more = { $name } har ditt svar.
done-cancelled = Avbrutet
done-cancelled-more = { $name } får veta att du sa nej. Inget skrevs under.
done-not-me = Avslutat och tystat
done-not-me-more = Inget skrevs under. { $name } kan inte fråga dig via e-post på ett dygn.
done-expired = Tiden tog slut
done-expired-more = Inget skrevs under. Börja om hos { $name } om du fortfarande vill.
done-rp-cancelled = Tillbakadraget
done-rp-cancelled-more = { $name } drog tillbaka sin begäran. Inget skrevs under här.
done-elsewhere = Redan besvarat
done-elsewhere-more = Detta besvarades på en annan av dina enheter.
done-not-verified = Inte verifierad än
done-not-verified-more = { $name } begär en verifierad identitet, och din är inte verifierad.
done-wrong-number = Det var ett annat tal
done-wrong-number-more = Begäran avslutades för att skydda dig. Börja om hos { $name } och jämför talet.
done-locked = PIN-koden är låst
done-locked-more = Fem felaktiga försök. Nyckeln är säker; öppna den igen för att fortsätta.
done-offline = Du är offline
done-offline-more = Inget skickades. Begäran väntar här tills dess tid tar slut.
done-gone = Begäran finns inte här
done-gone-more = Den har avslutats, eller är inte din.
receipt-what = Vad
receipt-when = När
receipt-seal = Sigill
return-to = Tillbaka till { $name }
picking-up = Hämtar begäran
start-failed = Koden kan inte användas
scan-again = Skanna koden som visas nu
pin-unlock = Öppna den igen

# Skanna
scan-how = Rikta kameran mot koden på den andra skärmen.
scan-no-camera = Kameran kan inte användas. Tillåt den i webbläsarens inställningar, eller klistra in länken nedan.
scan-paste = Ingen kamera? Klistra in länken
scan-foreign = Det är inte en kod från den här servern.
camera = Kamera

# Inställningar
emails = E-postadresser
emails-more = Upp till tre. Den som känner till en av dem kan be dig om något.
email-add = Lägg till en adress
email-added = { $email } lades till.
email-remove = Ta bort { $email }
email-remove-title = Ta bort adressen
devices = Enheter
this-device = Den här enheten
last-seen = Senast sedd { $at }
device-add = Lägg till en enhet
device-add-more = Öppna Auth eID på den nya enheten och skriv den här e-postadressen. Den ber då om att bli insläppt här.
device-rename = Byt namn på { $name }
device-rename-title = Byt namn
device-revoke = Ta bort { $name }
device-revoke-title = Ta bort enheten
join-compare = Visar den nya enheten samma tal? Om du inte startade detta, släpp inte in den.
join-admit = Släpp in
join-refuse = Släpp inte in
pin-change = Byt PIN-kod
pin-old = Bekräfta med den gamla PIN-koden
pin-changed = PIN-koden är bytt.
pin-locked-restore = PIN-koden skrevs fel fem gånger. Återställ ditt konto på den här enheten med din återställningskod, eller med en annan enhet.
pin-locked-lock = PIN-koden skrevs fel fem gånger. Välj en ny; enhetens lås öppnar nyckeln.
lock = Enhetens lås
lock-off = Stäng av det
lock-missing = Den här webbläsaren har inget lås som kan öppna nyckeln.
recovery-have = Du har en återställningskod. En ny ersätter den.
recovery-make = Gör en återställningskod
push = Aviseringar
push-more = När appen är stängd kan enheten säga att något väntar. Den säger inget om vem som frågar.
push-on = Avisera mig
push-off = Avisera mig inte
push-missing = Webbläsaren har inga aviseringar för appen. På en iPhone: lägg först till Auth eID på hemskärmen.
push-declined = Aviseringar tilläts inte, eller så kunde pushtjänsten inte nås. Det som väntar finns ändå i appen.
language = Språk
theme = Färger
theme-system = Som systemet
theme-light = Ljust
theme-dark = Mörkt
server = Server
user-id = Ditt användar-id

# Historik och integritet
history = Historik
search = Sök
history-none = Inget än.
history-none-found = Inget hittades.
asked-by = Frågad av
outcome = Utfall
on-device = På
ended-signed = underskrivet
ended-approved = godkänt
ended-cancelled = du avbröt
ended-not-me = du startade det inte
ended-rp-cancelled = tillbakadraget
ended-not-verified = inte verifierad
ended-timeout = tiden tog slut
ended-waiting = väntar
signed-text = Texten som skrevs under
signed-document = Dokumentet som skrevs under
save-evidence = Spara beviset
privacy = Integritet
privacy-more = Vad som sparas om dig, och vem som fick vad.
privacy-stored = Sparat på servern
privacy-kept = Begäranden sparas i { $days } dagar.
privacy-received = Vem som fick något
privacy-times = { $times ->
    [one] En gång, senast { $at }
   *[other] { $times } gånger, senast { $at }
}
privacy-nobody = Ingen har fått något.
privacy-export = Spara allt som en fil
stored-email = E-postadresser
stored-device = Enheter
stored-request = Begäranden
stored-recovery-code = Återställningskoder, som hash
stored-passkey = Publika nycklar för enhetslås
