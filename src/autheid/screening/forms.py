"""Names that are one name: short forms, and what the same name is in other languages. One row a name."""

from __future__ import annotations

_ROWS = """
aleksandr alexander aleksander oleksandr alexandre alessandro aliaksandr alyaksandr alejandro alexandros alexandru alex sasha sanya aleks
aleksandra alexandra oleksandra aliaksandra alessandra alejandra sasha
aleksey aleksei alexey alexei alexej oleksiy oleksii aliaksei aliaksiej alexis alyosha
anastasia anastasiya anastasiia nastya
anatoly anatoliy anatolii anatoli anatol tolya
andrey andrei andrej andriy andrii andrew andreas andre andrea andrzej andres andras andreu andy drew
anna hanna hannah ann anne ania anya annie
anthony antony antonio anton antoine antonios tony antoni
arkady arkadiy arkadii
artyom artem artiom artemiy
benjamin ben benny
bernard bernie bernhard bernardo
boris barys borys
catherine katherine kathryn katharina katarina ekaterina yekaterina kateryna katsiaryna katerina katya kate kathy cathy caterina
charles carl karl carlos carlo karol charlie chuck
christopher christoph kristofer krzysztof chris cristobal
daniel daniil danil danylo danila dan danny daniele
daria darya dariya dasha
david davyd dawid dave davide dawud daud daoud
denis denys dzianis dionysios dennis
dmitry dmitri dmitriy dmitrii dmytro dzmitry dimitri dimitrios dmitrij dima
donald don donny
edward eduard eduardo edvard edouard ed eddie ted
elena olena alena helena helen yelena jelena ellen elene lena
elizabeth elisabeth elizaveta yelizaveta lizaveta elisabet betty liz beth isabel
evgeny evgeni evgeniy evgenii yevgeny yevgeni yevgeniy yevgenii yevhen yevhenii evgenij yauhen eugene eugen jevgeni zhenya
evgenia evgeniya yevgenia yevgeniya yevheniia eugenia
fyodor fedor feodor fiodor fedir theodore theodor teodor teodoro
francis francisco francesco franz francois frank franciszek paco pancho
frederick friedrich frederic federico fred fritz fredrik
galina halyna halina
george georg georgy georgiy georgii georgios georges jorge giorgio jerzy heorhii heorhiy yuri yury yuriy yurii yuryi iurii iuri jurij jiri
gennady gennadiy gennadii hennadii hennadiy henadz
gerald gerry jerry gerard
grigory grigori grigoriy grigorii gregory hryhoriy hryhorii ryhor greg grzegorz gregorio gregor grigorij grisha
henry heinrich henri enrique enrico henryk harry heinz hendrik
hugo hugh
igor ihor ihar
ilya ilia illia elias elijah ilias ilja
inna ina
ioannis yannis giannis john johannes johann johan jan jean juan giovanni ivan iwan joao jon hans ian sean evan jack johnny jovan janos yahya
irina iryna irene
jacob jakob yakov jacques jaime james giacomo jakub yaakov yakub yaqub yaqoub iakov iago jim jimmy jamie diego
joseph josef jose giuseppe josip iosif yosef jozef joe pepe yusuf yousef youssef yousuf yusif josif osip
julia yulia yuliya iuliia giulia julie
kirill kirill kyrylo kiryl cyril kirilos
konstantin constantin constantine kostyantyn kostiantyn kanstantsin konstantinos costas kostas
kristina khrystyna christina christine hrystyna cristina
ksenia kseniya oksana xenia aksana
lawrence lorenzo laurent laurence lars larry
leonid leanid leonidas
leo lev leon leo
lewis louis luis ludwig luigi ludovic lou
liudmila lyudmila ludmila liudmyla lyudmyla
louise luisa luise
lyubov liubov lubov
magdalena magdalene madeleine
makhmud mahmoud mahmud mehmood mahmood makhmoud
margaret margarita marguerite margarethe maggie peggy margherita marharyta
maria mary marie mariya mariia maryia marija maryam miriam mariam maryam meryem mia
mark marc marcus marco markus marcos marek
martin martyn martino marcin
matthew matthias mateo matteo matthieu mathieu mateusz matvey matviy matt matej
maxim maksim maksym maxime massimo max maksims
michael mikhail mykhailo mykhaylo michel michele miguel michal mikhael mihail mihai mikael mike mick mikhayil mickey micha mihal mikalai
natalia natalya nataliya natallia nataliia natasha natalie
nicholas nikolai nikolay mykola nicolas nikolaos nikola niklas nicola nikolaj nick nico mikalai mikola klaus niccolo nicolae kolya
nikita mykyta mikita
oleg oleh aleh
olga olha volha helga
patrick patricio patrizio patryk pat paddy
paul pavel pavlo pablo paolo pavol pawel pavlos pauls paulo pal paval
peter petr pyotr petro piotr pedro pietro pierre petros petar peder pete pit piatro petru
philip philipp philippe felipe filip filippo phil filipp pylyp
polina palina
rachel raquel rahel
raphael rafael raffaele rafal
richard ricardo riccardo ryszard rick dick richie
robert roberto rob bob bobby robbie rupert
ronald ron ronnie ronaldo
rostislav rostyslav rastislau
ruslan ruslan
samuel sam sammy samuele
sebastian sebastien sebastiano
sergey sergei sergej serhiy serhii siarhei siarhiej serge sergio sergius sergii sergiy serghei
sofia sofya sofiya sophia sophie sofiia
stanislav stanislaw stanislau stanislas stas
stephen steven stefan stephan etienne esteban stepan stefano steve istvan stefanos szczepan
susan susanna suzanne susanne suzana zuzanna sue
svetlana svitlana sviatlana sveta
svyatoslav sviatoslav
tatiana tatyana tetyana tetiana tatsiana tanya
thomas tomas tomasz tommaso tom tommy toma
timothy timofey timofei tymofiy tim timotheus
vadim vadym vadzim
valentin valentyn valiantsin valentino
valentina valentyna
valery valeriy valerii valeri valeryi valerij
vasily vasiliy vasilii vasyl vasil basil vassily vasilios vasiliki wasyl
veronika veronica veranika
victor viktor wiktor vittorio viktar
vincent vincenzo vicente wincenty vince
vitaly vitaliy vitalii vitali vital
vladimir volodymyr wladimir uladzimir vladimer wlodzimierz vladimiro vova volodya
vladislav vladyslav uladzislau wladyslaw ladislav vlad
vsevolod usevalad
vyacheslav viacheslav vyachaslau vjatseslav slava
walter walther gualtiero
wilhelm william guillermo guillaume willem guglielmo vilhelm bill billy will willy liam wim
yakov iakov
yaroslav iaroslav jaroslav yaraslau jaroslaw
zinaida zinaida
muhammad mohammed mohammad mohamed muhammed mohamad muhamad muhamed mohammod mahomed mahamed mohd md mehmet mehmed magomed mukhammad mukhamed mohamud mamadou mamadu mohamedou mohamoud mahamat mohand
ahmad ahmed ahmet akhmad akhmed akhmat ahmat amadou akmad
mahmud mahmoud mahmut mahmood mehmood makhmud mahmod
hasan hassan hasan hacen khasan hasson hasen
husayn hussein husain hussain hossein hosein hussayn hussien huseyin hocine houcine husein khusein khusain hosain hussin houssein
ali aliy
umar omar omer umer oumar
uthman othman osman usman ousmane uthmaan utman ousman
ibrahim ibraheem abraham avraham ebrahim ibragim brahim ibrahima abram
ismail esmail ismael ismaeel ishmael ismayil esmaeil
ishaq isaac ishak ishaaq izhak yitzhak isak isaak
yaqub yaqoob yakoub
yunus younis yunis younes jonah yonus
yahya yehia yehya yahia
sulayman suleiman suleyman soleiman sulaiman solomon soliman sulejman suleman souleymane
dawud daud daoud dawood davud dawid dawoud
khalid khaled haled halid chalid
walid waleed oualid walied
rashid rasheed rachid raschid
said saeed saied saaed sayid seid
sad saad
salih saleh salah salihu
salim salem saleem
hamid hameed hamed khamid
hamad hamd
majid majeed madjid
karim kareem kerim
rahim raheem
amin ameen
nasir nasser naser nassir nacer
mustafa mostafa moustafa mustapha moustapha mustafo
yasin yassin yaseen yacine yassine
bilal belal bilel
jamal gamal djamel jamel dzhamal
jafar jaafar gaafar djafar dzhafar
abdullah abdallah abdulla abdoullah abdellah abdulloh abdollah abdilla
taha taaha
fatima fatimah fatma fatemeh fatimata
aisha ayesha aicha aishah
khadija khadijah khadidja hadija
zaynab zainab zeinab zeynep zineb
layla leila laila leyla
qasim kassim kassem qassem qasem kasim ghasem gasem
qadir qader kadir kader
qari kari
rida reza riza redha ridha
sharif sherif shareef cherif charif
shaykh sheikh
tariq tarek tareq tarik
tahir taher
usama osama oussama ousama
zayd zaid zeid
ziyad ziad
hamza hamzah khamza
idris idriss edris
isa issa eisa essa
musa mousa moosa moussa
nur noor nour nuri
gholam ghulam golam
hashim hashem hachem
haydar haidar heydar haider hayder
hadi hady
mansur mansour mansoor
masud masoud massoud masood messaoud
mahdi mehdi
murad mourad
kim gim ghim
ri li lee yi rhee
pak park bak
choe choi
jong chong jeong jung
chol cheol
kyong kyung gyeong
yong young yeong
hyon hyun hyeon
song seong sung
son seon sun
chun chunn
paek baek
cho jo
chon jon jeon
chang jang
no ro roh noh
"""


def _groups() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, row in enumerate(_ROWS.split("\n")):
        for form in row.split():
            table.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in table.items()}


_GROUPS = _groups()


def one_name(form: str, other: str) -> bool:
    """Whether two words are known as forms of one name."""
    groups = _GROUPS.get(form)
    if groups is None:
        return False
    others = _GROUPS.get(other)
    return others is not None and not groups.isdisjoint(others)


def groups_of(word: str) -> frozenset[int]:
    """The names that a word is a form of, as numbers; for the index."""
    return _GROUPS.get(word, frozenset())
