"""Words that carry no subject of their own, folded (no accent, no case), by language.

Compact lists of our own: articles, pronouns, prepositions, auxiliaries, and the small change of
debates (« il faut », « je pense », « faire », « mettre »), which would otherwise name every theme.
"""

from __future__ import annotations

_FR = """
ca accord article texte semble ailleurs mitige etc vois doute commun pourrais pourrait semblent plutot
arrive ainsi dire a afin ai aie aient ait alors apres as au aucun aucune aujourd'hui auquel aura aurai
aurait auraient auront aussi autant autre autres aux auxquels avaient avais avait avant avec avez avoir
avons ayant beaucoup bien bon bonne bref c car ce ceci cela celle celles celui cependant certain certaine
certaines certains ces cet cette ceux chacun chacune chaque chez ci comme comment contre d dans de deja
dela depuis des desormais dessous dessus deux devant devrait devraient devra devront dit dois doit doivent
donc donner dont du durant e elle elles en encore enfin ensuite entre es est et etaient etais etait etant
ete etes etre eu eut eux evidemment exemple ex fait faire fais faites fallait falloir font faudra faudrait
faut fera ferait fois fut hors i ici il ils j jamais je jusqu jusque justement l la laquelle las le lequel
les lesquelles lesquels leur leurs lors lorsque lui m ma mais mal malgre me meme memes merci mes mettre
mettons met mettent mieux mis mise moi moins mon n ne neanmoins ni nombreux nombreuses non nos notamment
notre nous nul nulle o on ont or ou ouais oui outre par parce pareil parfois parmi parti pas passer
pendant permet permettre permettrait peu peut peuvent peux plus plusieurs point possible pour pourquoi
pourra pourraient pourtant pouvons pres presque prendre puis puisque qu quand quant que quel quelle
quelles quelque quelques quels qui quoi quoique rien s sa sait sans sauf savoir se selon sera serait
seraient seront ses seul seule seulement si sien sinon soi soient soit sommes son sont sous souvent suis
sur surtout t ta tant te tel telle telles tellement tels tes toi ton toujours tous tout toute toutefois
toutes tres trop trouver tu un une uns va vais vers veut veulent veux veuillez via vis voici voila voir
voire vont vos votre voudrais voudrait vous vouloir vraiment vu y aller allons arreter avis cas chose
choses commencer cadre croire crois dernier dernieres demande demander devenir devoir effet egalement
facon force general genre grand grande grandes grands idee importe important importante importants jour
lieu long maniere meilleur meilleure meilleurs moment monde niveau nouveau nouvelle nouvelles nouveaux
part partie pense penser pensez petit petite petits petites peur place plein premier premiere primo
probleme problemes propose proposer proposition propositions quelqu'un question rendre reponse reste
rester sens serieux simple simplement souhaite souhaiterais souhaiterait souhaitable sorte suite sujet
systematiquement tenir trouve type utiliser vrai vraie vrais aimerais aimerait faudrais necessaire
necessite obliger obligatoire il-faut certes hui jusqu'a c'est-a-dire c.-a-d peut-etre soi-meme eux-memes
lui-meme elle-meme nous-memes la-bas veiller attention uniquement actuel actuelle actuels actuelles
actuellement vite tard temps assez continuer laisser gens personne personnes developper augmenter diminuer
reduire creer ameliorer favoriser supprimer limiter interdire garantir faciliter renforcer revoir eviter
imposer arretez arretons donnez donnons faisons supprimez ajouter permettant mettez encourager inciter
promouvoir instaurer assurer baisser payer garder choisir apporter changer poser pose posee agit agir
donne donner donnent annee annees paie paye contraire exprimer contribuer participer quoi dommage merci
"""
_EN = """
already time stop number able etc we've they've doesn i'd isn one's today ability especially based high
highly fully a about above after again all almost also although always am an and another any anyone
anything are aren't around as at away be because become been before being below best better between both
but by came can can't cannot come could couldn't did didn't do does doesn't doing don't done down during
each either else enough even ever every everyone everything example far few first for from further get
gets getting give given go goes going good got great had has hasn't have haven't having he her here hers
him his how however i i'll i'm i've if in instead into is isn't it it's its itself just keep know last
least less let let's like likely little long look made make makes making many may maybe me mean might more
most much must my myself need needs never no non nor not nothing now of off often on once one only or
other others our ours out over own part people per perhaps please point possible put quite rather really
right said same say see seem several shall she should shouldn't since so some someone something still such
sure take than that that's the their theirs them themselves then there there's these they they're thing
things think this those though through thus to together too toward towards two under until up upon us use
used very via want wants was way ways we we're well were what when where whether which while who whole
whom why will with within without won't would yes yet you you're your yours believe feel agree disagree
important issue issues problem problems year years longer age old older seriously
"""
_DE = """
etc eu jahr jahre jahren anstatt bereits bessere besser sofort stark starke grosse grossen ab aber alle
allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim beispiel bin
bis bist bitte da dabei dadurch dafur dagegen daher damit danach dann daran darauf daraus darf darin
daruber darum das dass davon dazu dein dem den denen denn der deren des deshalb dessen die dies diese
diesem diesen dieser dieses doch dort du durch durfen ebenso ein eine einem einen einer eines einfach
einige einigen einmal er erst es etwa etwas euch euer falls fast finde fur ganz gar geben geht gegen gehen
gemacht genau genug gerade gern gibt gut gute guten haben habe hat hatte hatten her hier hin hinter ich
ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins ist ja jede jedem jeden jeder jedes jedoch
jemand jetzt jene kann kein keine keinem keinen keiner konnen konnte konnten lang lasst leider leute
machen macht mal man mehr mein meine meinen mensch menschen mit mochte mogen moglich muss mussen mussten
musste nach naturlich neben nein neu neue neuen nicht nichts nie niemand noch nun nur ob oder oft ohne
sagen schon sehr sein seine seinem seinen seiner seit selbst sich sicher sie sind so sogar solche solchen
soll sollen sollte sollten sondern sonst soviel statt trotz tun uber uberhaupt um und uns unser unsere
unserem unseren unserer unter usw viel viele vielen vielleicht vom von vor wahrend war ware waren warum
was wegen weil weiter welche welchem welchen welcher wenig weniger wenn wer werde werden weder wie wieder
wir wird wirklich wissen wo wollen wurde wurden zb ziel zu zum zur zwar zwei zwischen konne jeweils sowie
wichtig stehen steht bringen
"""
_AR = """
في من على إلى الى عن مع هذا هذه ذلك تلك هو هي هم هن نحن انا أنا أنت انت كان كانت يكون تكون أن ان إن لا لم
لن ما ماذا هل كل بعض أو او و ثم لكن بل حتى إذا اذا لو قد كما عند عندما بعد قبل بين حول دون غير الذي التي
الذين اللواتي أي اي كيف لماذا متى أين اين ليس ليست يجب ينبغي جدا أيضا ايضا فقط منذ خلال ضد تحت فوق به بها
له لها لهم عليه عليها فيه فيها منه منها هناك هنا نعم كلا
"""
_ZH = """
的 我 你 他 她 它 們 们 得 有 是 一 不 了 在 和 也 就 都 而 及 與 与 著 着 個 个 這 这 那 很 會 会 要 能 可
以 沒 没 雖 虽 然 吗 嗎 呢 吧 但 或 被 把 對 对 從 从 到 為 为 因 所 如 果 什 麼 么 更 最 只 還 还 其 之 於
于 並 并 讓 让 覺 觉 說 说
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: dict[str, frozenset[str]] = {
    "ar": _words(_AR.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا")) | _words(_AR),
    "de": _words(_DE),
    "en": _words(_EN),
    "fr": _words(_FR),
    "zh": _words(_ZH),
}
