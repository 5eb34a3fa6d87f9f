"""How kinds are said in French. All patterns read folded text: « J'étais » is ``j'etais``."""

from __future__ import annotations

from concertia.texts.kind_rules import rules

_ADVERB = (
    r"(?:tres|trop|vraiment|absolument|totalement|completement|toujours|surtout|donc|aussi|personnellement|"
    r"fermement|resolument|plutot|assez|un peu|bien|quand meme|clairement|formellement|simplement"
    r"|franchement|deja)"
)
_A = rf"(?:{_ADVERB} )*"
_WE = r"(?:je|j'|nous|on)"
_OPENING = (
    r"^(?:(?:et|puis|mais|donc|alors|or|ensuite|enfin|aussi|surtout|bref|sinon|oui|ok|tout simplement"
    r"|de plus|d'abord"
    r"|tout d'abord|"
    r"par exemple|par contre|en revanche|egalement|pour moi|a mon avis|selon moi|personnellement|"
    r"premierement|deuxiemement|idee|proposition|suggestion|solution|de meme)\b[ ,:]*)*"
)
_DETERMINER = (
    r"(?:les?|la|l'|des?|du|d'|une?|plus|moins|mieux|en|nos|notre|vos|votre|leurs?|ces?|cette|tous?"
    r"|toutes?|aux?|a|"
    r"fin|chaque|davantage|sur|dans|pour|avec|que?|qu'|aupres|ensemble|systematiquement|directement"
    r"|reellement|et)"
)
_TO_BE_MINDED = (
    r"(?:oublier|negliger|sous-estimer|sous estimer|perdre de vue|minimiser|omettre|laisser de cote"
    r"|oubliez|oublions)"
)
_MODAL = r"(?:doit|doivent|devrait|devraient|devra|devront|devons|devrions|devez|devriez)"
_NOT = r"(?:pas|plus|jamais|en aucun cas|aucunement|nullement)"

_NOT_A_VERB = (
    r"(?:hier|cher|premier|dernier|papier|loyer|foyer|danger|metier|quartier|leger|entier|particulier"
    r"|regulier|"
    r"courrier|atelier|chantier|financier|policier|fevrier|janvier|fier|hiver|enfer|mer|fer|amer|super|hyper|"
    r"immobilier|mobilier|entre|notre|votre|contre|autre|outre|ministre|centre|nombre|membre|guerre|terre"
    r"|titre|ordre|"
    r"cadre|septembre|octobre|novembre|decembre|maire|encore|libre|propre|pauvre|chiffre|oeuvre|histoire"
    r"|affaire|"
    r"salaire|scolaire|solaire|nucleaire|secretaire|territoire|obligatoire|necessaire|contraire|culture"
    r"|nature|"
    r"agriculture|voiture|structure|ouverture|fermeture|mesure|lecture|heure|ecriture|eure|pre|genre"
    r"|theatre|peut-etre|"
    r"avenir|plaisir|loisir|souvenir|desir|espoir|miroir|soir|noir|trottoir|pouvoir d'achat|couloir"
    r"|tiroir|rare|gare|"
    r"carriere|matiere|maniere|lumiere|riviere|frontiere|premiere|derniere|misere|colere|critere"
    r"|caractere|frere|pere|"
    r"mere|infirmiere|biere|arriere|derriere|guere|ere|sphere|atmosphere|ministere|super)"
)
_WISHED_STATE = r"(?:pouvoir|avoir|etre|garder|conserver|maintenir|rester|savoir|continuer a|preserver)"

NEUTRAL = (
    # Fear denied, or named without being felt.
    (r"\b(?:n'|ne |n')?\w* ?(?:n'(?:ai|avons|ayons|ayez|a|ont|est|etes|eprouve)|avoir) (?:pas|plus|jamais"
     r"|aucune?|nullement)"
     r" (?:\w+ )?(?:de )?(?:peur|crainte|inquietude|inquiete?s?)s?\b", "confiance"),
    (r"\b(?:ne|n') ?(?:m'|me |s'|se |nous )?(?:crains?|craint|craignons|redoute|inquiete|effraie"
     r"|fait)(?: (?:pas|plus|rien))+(?: peur)?",
     "confiance"),
    (r"\bne (?:suis|sommes|sont|est) (?:pas|plus|nullement) (?:\w+ )?inquiete?s?\b", "confiance"),
    (r"\b(?:sans|aucune?|pas d'|pas de|plus de|ni|moins) (?:avoir )?(?:peurs?|craintes?|inquietudes?"
     r"|craindre|risques?|dangers?)\b", "confiance"),
    (r"\brien a craindre\b|\b(?:a|sans) (?:tres )?(?:faible|moindre) risque\b", "confiance"),
    (r"\b(?:a|aux|de|des|les|prises? de|gestion des?|facteurs? de|zones? a"
     r"|plans? de prevention des) risques?\b"
     r"(?! (?:de|d'|que|qu'|est))", "alea"),
    # « Non » and « pas » that refuse nothing.
    (r"\boser dire non\b", "oser parler"),
    (r"\bnon[ -](?:seulement|loin|plus|conformes?|respect|lucratifs?|polluante?s?|renouvelables?|negligeable|"
     r"professionnels?|essentiels?|imposables?|residents?|salaries?|fumeurs?|violente?s?"
     r"|violence)\b", "certes"),
    (r"\bpas (?:de |d'|la moindre )(?:probleme|souci|avis|opinions?|idees?|reponses?|remarques?"
     r"|commentaires?|doute|"
     r"preference|difficulte)s?(?: particuliere?s?)?\b", "rien a dire"),
    (r"\b(?:n'est|ne serait|n'etait|est|serait) pas (?:necessairement|forcement|toujours|seulement"
     r"|uniquement)\b", "certes"),
    (r"\bpas (?:seulement|uniquement|forcement|toujours|encore|assez|besoin)\b|\bn'est pas qu[e']", "certes"),
    (r"\b(?:ne |n')?(?:suis|sommes|est) pas (?:\w+ )?(?:contre|opposee?s?|hostiles?"
     r"|defavorables?)\b", "consens"),
    (r"\bne (?:refuse|rejette|m'oppose|refusons|rejetons) pas\b", "consens"),
    (r"\b(?:plutot que|au lieu|sans|ne pas|rien ne sert|inutile|arreter|pas) (?:de |d'|l'|les |la "
     r"|le )?(?:vouloir )?(?:tout )?"
     r"(?:interdire|interdiction|bannir|refuser)\b", "permettre"),
    # « Ne pas oublier » asks for care; « ne pas hésiter » invites.
    (r"\bne (?:faut|faudrait|faudra|doit|doivent|devons|devrait|devez) (?:\w+ )?(?:pas|jamais|surtout pas) "
     rf"(?:non plus )?{_TO_BE_MINDED}\b", "veiller a"),
    (rf"\bne (?:pas|jamais|surtout pas) {_TO_BE_MINDED}\b|\b(?:n'oublions|n'oubliez|n'oublier) (?:pas"
     rf"|jamais)\b", "veiller a"),
    (r"\b(?:il )?ne faut (?:pas|surtout pas) (?:hesiter|avoir peur|confiance)\b"
     r"|\bne pas hesiter\b", "on peut"),
    (r"\bne (?:devrait|doit|saurait|peut|pourrait) pas (?:poser|etre) (?:de |un |trop de )?(?:probleme"
     r"|souci|difficulte|si )", "va "),
    # Conditions in name only.
    (r"\bsous conditions? de (?:ressources?|revenus?)\b|\b(?:sans|bonnes?|meilleures?|mauvaises?|leurs?"
     r"|nos|vos|les|des|"
     r"ces|aux) conditions?\b", "cadre"),
    (r"\bmeme (?:a|sous) (?:la )?(?:condition|reserve)s?(?: que| de| d')?", "malgre tout"),
    (r"\b(?:comme|meme|ou) si\b", "malgre que"),
    (r"\b(?:plus|moins|trop|beaucoup) d'attention\b|\b(?:votre|leur) attention\b", "soin"),
)  # fmt: skip

_QUESTION = (
    ("proposition", r"\bpourquoi (?:ne )?pas (?!assez|plus|encore)\w.*\?|\bet si (?:on|nous|l'on"
     r"|chaque)\b.*\?"
     r"|\b(?:ne )?(?:pourrait|pourrions)-(?:on|nous|t-on|il)(?: pas)?\b.*\?|\bserait-il (?:possible"
     r"|envisageable)\b.*\?"),
    ("question", r"^(?!.*\b(?:j'ai|nous avons|on a) (?:\w+ )?peur\b)(?!.*\bje (?:crains|redoute|refuse"
     r"|rejette|m'oppose)\b)"
     r"(?!.*\bje suis (?:\w+ )?(?:contre|opposee?|inquiete?)\b)(?!.*\bje ne veux pas\b).*\?[ »\")!?.]*$"),
    ("question", r"^(?:je me demande|on se demande|nous nous demandons|j'ai une question|ma question)\b|"
     r"^(?:comment|pourquoi|qui|quand|combien|quels?|quelles?|ou|que|qu'est-ce que?) "
     r"(?:\w+-(?:on|nous|t-on|il|t-il|elle|ils|vous)|sera|est|sont|va|vont|fera|deviendr\w+"
     r"|se passe)\b.{0,120}$"),
)  # fmt: skip

_CONDITION = (
    ("condition", r"\ba (?:la |l'unique |une |la seule )?conditions? (?:que|qu'|de|d'|expresse)"
     r"|\bsous (?:la |une |l'expresse )?(?:reserve|conditions?)\b|\bsauf si\b|\bpourvu qu"
     r"|\ba moins (?:que|qu'|de|d')\b"
     r"|\b(?:seulement|uniquement|exclusivement|juste) (?:si|s'|quand|lorsqu|en cas|dans le cas|la ou"
     r"|apres|pour ce qui)"
     r"|\bsi et seulement si\b|\bdu moment qu|\ba la stricte condition\b"
     r"|\bsous controle humain uniquement\b"),
    ("condition", r"\b(?:ne|n') ?\S.{0,70}\bqu(?:e|') ?(?:si|s'|la ou|quand|lorsqu|apres|a condition"
     r"|en cas|en complement)\b"
     r"|\bpas (?:de |d'|du |la |le |l'|les |\w+ ){0,6}(?:tant qu|avant (?:que|qu'|de|d'|un|une|le|la|l'))"
     rf"|{_OPENING}(?:pas|rien|jamais|aucune?|non|zero) (?:\S+ ){{0,8}}sans (?!quoi|doute|cesse|arret|fil)"),
    ("condition", r"(?<!pas )(?<!pas tout a fait )\b(?:oui|ok|d'accord|favorables?|pourquoi pas|consens"
     r"|veux bien|j'accepte|acceptable|admissible|envisageable|je suis pour|on est pour|nous sommes pour"
     r"|partant)\b"
     r"(?:[^.;]{0,60}?[, :;(](?:mais|si|s'ils?|a condition|sous reserve|sauf|uniquement|seulement|du moment"
     r"|tant que)|[, ]+(?:pas|avec))\b|\bpour, mais\b"),
    ("condition", r"^(?:plus )?(?:aucune?|non|rien|pas|jamais)\b.{0,40}\btant qu|^si .{3,120}, ?(?:alors "
     r"|la )?(?:oui|d'accord|ok"
     r"|pourquoi pas|je veux bien|je suis pour|c'est oui|alors oui)\b"
     r"|^tant qu.{3,160}\b(?:non|pas question|je refuse|on attend|pas de|stop)\b"
     r"|^sans \S.{3,100}[, ](?:c'est non|non|pas de|rien)\b"),
)  # fmt: skip

_REFUSAL = (
    ("refus", rf"\b{_WE} ?(?:m'|nous |ne )?{_A}(?:refus(?:e|ons|ent)|rejet(?:te|ons)|oppos(?:e|ons)"
     rf"|boycott\w+)\b"
     rf"|\b(?:suis|sommes|est) {_A}(?:contre|opposee?s?|hostiles?|defavorables?)\b|^{_A}(?:contre"
     rf"|opposee?s?) "
     r"(?:le|la|les|l'|toute?|cette|ce|a|au|aux)\b"),
    ("refus", rf"\b(?:n'|ne )?(?:veux|veut|voulons|veulent|souhaite|souhaitons|souhaitent|accepte"
     rf"|acceptons|accepterons|"
     rf"accepterai|tolere|tolerons|supporte|cautionne|approuve|approuvons|adhere) {_A}(?:pas|plus|jamais"
     rf"|en aucun cas|aucune?)\b"
     r"|\b(?:n'|ne )?(?:suis|sommes|est) (?:\w+ )?pas (?:\w+ )?(?:d'accord|favorables?|partante?s?|pour"
     r"|prete?s? a|disposee?s? a)\b"),
    ("refus", rf"\bne (?:faut|faudrait|faudra) {_A}(?:{_NOT}|ni|aucune?|rien)\b(?! moins)|\b(?:faut"
     rf"|faudrait) (?:surtout )?(?:pas|jamais)\b"
     rf"|\b(?:ne |n')(?:l'|la |le |les |se |s'|y |en |nous )*{_MODAL} {_A}{_NOT}\b|\bne {_MODAL} (?:etre"
     rf"|servir|remplacer|avoir|se faire) "
     r"(?:en aucun cas|ni)\b"),
    ("refus", r"\bhors de question\b|\bpas question\b|\binacceptables?\b|\binadmissibles?\b"
     r"|\bintolerables?\b|\bligne rouge\b"
     r"|\bnon (?:a|au|aux|merci)\b|\b(?:dire|dis|disons|c'est|sera|est) non\b|\ba (?:proscrire|bannir"
     r"|interdire|rejeter)\b"),
    ("refus", rf"{_OPENING}(?:il (?:faut|faudrait)|on doit|nous devons|je veux|je souhaite|nous voulons"
     rf"|je demande|nous demandons|je propose|"
     r"nous proposons|l'etat doit|la loi doit)? ?(?:d'|de |que )?(?:interdi(?:re|sons|sez|ction)"
     r"|banni(?:r|ssons)|proscri(?:re|vons)|"
     r"refus(?:er|ons|ez)|rejet(?:er|ons)|s'opposer|boycotter)\b"),
    ("refus", rf"{_OPENING}(?:stop|halte|arret(?:er|ons|ez)|stopp(?:er|ons|ez)|cess(?:er|ons|ez)"
     rf"|finissons-en|non|jamais"
     rf"|plus jamais|a bas|"
     r"ni|surtout pas|zero|basta|niet)(?![\w-])(?! (?:et|ou) (?:encore|go)\b)"),
    ("refus", rf"{_OPENING}(?:pas|plus aucune?) (?:d'accord|de|d'|du|des|la|le|les|l'|question|touche"
     rf"|chez|pour)\b"
     r"(?!.* (?:chez (?:moi|nous)|ici|pres de|a proximite|dans (?:mon|ma|notre|le|la) (?:village|commune"
     r"|quartier|ville|"
     r"secteur|region|campagne|rue)|en campagne|en milieu rural|a la campagne)\b)"),
    ("refus", rf"{_OPENING}ne (?:l'|la |le |les |se |s'|y |en |nous )*(?:pas|plus|jamais|rien|surtout pas)\b"
     r"(?! (?:oser|pouvoir|savoir|avoir|etre|trouver|comprendre)\b)"
     r"|^aucune? (?!idee|avis|opinion|reponse|remarque|commentaire|doute|probleme|souci|interet|crainte"
     r"|impot|taxe|dans|car|"
     r"tant|pour|de|des|a|sauf|en|autre)\w+ (?!.*\b(?:est|sont|a|ont|ne|n'\w+|sert|chez|ici|village"
     r"|commune|quartier)\b)"
     r"|\bque .{2,60} (?:reste|restent) interdite?s?\b|\bdoi(?:t|vent)[ ,\w]{0,20} etre interdite?s?\b"
     r"|\bdevrai(?:t|ent)[ ,\w]{0,20} etre interdite?s?\b|\bpas touche\b|[:,] ?(?:c'est )?(?:non|jamais"
     r"|stop)[ !.]*$"
     r"|\bon ne peut (?:pas|plus) (?:accepter|laisser|tolerer|continuer|admettre|se permettre)\b"),
)  # fmt: skip

_FEAR = (
    ("crainte", r"\bpeurs?\b(?! du gendarme)|\b(?:crains|craint|craignons|craignent|craignez|craintes?"
     r"|apprehende|"
     r"apprehensions?|redoute|redoutons|redoutent|inquiete?s?|inquietudes?|inquietants?|inquietante?s?"
     r"|inquietent|inquietons|"
     r"angoisse|angoissant\w*|effray\w+|effraie\w*|alarmante?s?|craindre)\b"),
    ("crainte", r"\b(?:risque|risquent|risquons|risquerait|risqueraient|risquez|risquera) (?:fort |bien "
     r"|encore |plus )?(?:de|d')"
     r"|\b(?:le|un|gros|grand|grave|reel|vrai|fort|seul|du|des|aux|au|les|quels?|ce) (?:gros |grand "
     r"|reel |vrai |fort )?risques? (?:importants? |majeurs? |reels? |serieux |eleves? |enormes? "
     r"|certains? )?"
     r"(?:est|sont|que|qu'|de|d'|c'est|serait)|^(?:gros |fort |grand |des |les |un )?risques? (?:que|qu'"
     r"|de|d'|:)"
     r"|\b(?:est|sont|semble|parait|serait|tres|trop|vraiment) (?:tres |trop |vraiment "
     r"|plus )?dangereu(?:x|se|ses)\b"
     r"|^(?:le |gros |grand |un )?dangers? (?:de|d'|que|qu'|:|est|c'est)|\ble danger (?:est|c'est|serait)"
     r"|^(?:perdre|perte de|ne plus (?:oser|pouvoir|savoir|avoir|trouver)) "),
)  # fmt: skip

_VIGILANCE = (
    ("vigilance", r"\bveill(?:er|ons|ez|era|erons) (?:a|au|aux|bien|particulierement|toujours)\b|^(?:et "
     r"|mais |bien |surtout )?attention\b|\battention (?:a|au|aux)\b"
     r"|\b(?:fai(?:re|sons|tes)|prete[rz]?|porter une) (?:tres |bien |particulierement "
     r"|grande )?(?:attention|garde) (?:a|au|aux|que)\b"
     r"|\b(?:rester|restons|soyons|etre|demeurer|soyez|restez) (?:\w+ )?(?:vigilante?s?|prudente?s?"
     r"|attentifs?|attentives?)\b"
     r"|\bvigilance\b|\bgarde[ -]fous?\b|\bprendre garde\b|\bprudence\b"),
    ("vigilance", rf"(?:{_OPENING}|\b(?:il (?:faut|faudra|faudrait)|faut|on doit|nous devons|doit|doivent"
     rf"|devra|il est (?:\w+ )?(?:de|d')|"
     r"important de|il convient de|bien|penser a|necessite de|besoin de) ?(?:absolument |surtout |bien "
     r"|imperativement |aussi |egalement |etre )*)"
     r"(?:de |d')?(?:garanti[re]?\b|encadr(?:er|ons|ee?s?)\b|controle[r]?s?\b|securiser\b|s'assurer\b"
     r"|nous assurer\b|assurons-nous\b|"
     r"eviter\b|evitons\b|prevenir les\b|verifier\b|proteger (?:les donnees|la vie privee|nos donnees))"),
)  # fmt: skip

_PROPOSAL = (
    ("proposition", rf"\b{_WE} ?(?:vous |te |leur |lui )?(?:propos(?:e|ons|erais|erai)|sugger(?:e|ons"
     rf"|erais)|recommand(?:e|ons)|preconis(?:e|ons))\b"
     r"|\b(?:ma|mon|notre|une|la|mes|nos|autre) (?:propositions?|suggestions?|idees?|solution)\b ?(?:est"
     r"|serait|:|,|pour|concrete|simple)"
     r"|^(?:propositions?|suggestions?|idees?|solutions?) ?[:,]"),
    ("proposition", r"\b(?<!pour )(?:mettre|mettons|remettre) en (?:place|oeuvre|service|commun)\b"
     r"|^(?:la |une )?mise en (?:place|oeuvre|service|commun) (?:de|d'|du|des)\b"
     r"|^(?:la )?(?:re)?(?:creation|instauration|abolition|abrogation|"
     r"generalisation|mutualisation|organisation|ouverture|installation|experimentation) (?:de|d'|du|des)\b"
     r"|\b(?:on|nous|il) (?:pourrait|pourrions|peut|pouvons) (?:aussi |egalement |par exemple |tres bien "
     r"|imaginer )*"
     r"(?:imaginer|creer|envisager|utiliser|organiser|faire|mettre|proposer|instaurer|developper|prevoir"
     r"|former|reunir|ouvrir|donner)\b"),
    ("attente", rf"{_OPENING}(?:{_WISHED_STATE})\b(?! (?:bien|ete|donc))"),
    ("proposition", rf"{_OPENING}(?!{_NOT_A_VERB}\b)(?!.{{0,70}}\b(?:coutera|coute|ne suffi\w+|n'est pas"
     rf"|ne sert)\b)(?:me |se |s'|y |en |leur |lui |mieux |bien |re)?(?:[a-z]{{3,}}er|"
     r"(?:re)?(?:agir|definir|elargir|enrichir|etablir|fournir|garantir|investir|offrir|ouvrir|punir"
     r"|reagir|redefinir|reflechir|"
     r"reinvestir|retablir|reunir|revenir|sortir|soutenir|tenir|unir|finir|durcir|assouplir|assujettir"
     r"|abolir|affranchir|batir|convertir|"
     r"choisir|nourrir|obtenir|saisir|repartir|reussir|desservir|unir|reduire|construire|conduire"
     r"|produire|introduire|instruire|rendre|"
     r"prendre|apprendre|comprendre|entreprendre|mettre|permettre|remettre|soumettre|promettre|faire"
     r"|refaire|inscrire|ecrire|lire|"
     r"etendre|defendre|vendre|suspendre|inclure|exclure|conclure|resoudre|suivre|poursuivre|vivre"
     r"|prevoir|revoir|pourvoir|recevoir|concevoir|"
     r"percevoir|reconnaitre|connaitre|restreindre|contraindre|atteindre|joindre|repondre|rompre"
     r"|redire|dire|traduire|seduire|"
     rf"accroitre|moderniser))(?:-\w+)? (?:\w+ment )?{_DETERMINER}"),
    ("proposition", rf"{_OPENING}(?!(?:avons|sommes|devons|pensons|vivons|voulons|pouvons|demandons"
     rf"|maisons|raisons|camions|saisons|attendons|"
     r"esperons)\b)[a-z]{3,}(?<!ti)(?<!si)ons(?:-(?:nous|les?|la|en|y|leur))? "
     r"(?:les?|la|l'|des?|d'|une?|plus|moins|en|nos|notre|a|au|aux|leur|ensemble|tous)\b"),
)  # fmt: skip

_EXPECTATION = (
    ("attente", rf"\b{_WE} ?(?:me |nous )?{_A}(?:souhait\w+|voudr(?:ais|ions|ait|ons)|aimer(?:ais|ions"
     rf"|ait)|desir(?:e|ons)|attend(?:s|ons)?|"
     r"veux|veut|voulons|demand(?:e|ons|erais)|exige(?:ons)?|reclam(?:e|ons)|esper(?:e|ons)|compte sur"
     r"|ai besoin|avons besoin|a besoin|prefere\w*)\b"),
    ("attente", rf"\b(?:il )?(?:faut|faudrait|faudra)\b|\b(?<!je )(?<!j'ai )(?:{_MODAL})\b|"
     r"^besoin (?:de|d'|que)|\bil est (?:\w+ )?(?:important|necessaire|indispensable|urgent|essentiel"
     r"|souhaitable|primordial|imperatif|"
     r"temps|grand temps|crucial) (?:de|d'|que|qu')|\b(?:ce serait|ca serait|il serait) (?:\w+ )?(?:bien"
     r"|mieux|bon|souhaitable|utile|necessaire|"
     r"preferable|interessant|judicieux)\b"),
    ("attente", r"^qu(?:e |')(?:chaque|les?|la|l'|tous|toutes|tout|chacun|nos|on|l'on|des?|une?|ils?"
     r"|elles?|vous|nous)\b|^(?:davantage|moins) (?:de|d')|"
     r"^[a-z]{3,}ez(?:-(?:nous|les?|la|en|y|leur|moi))? (?:les?|la|l'|des?|d'|une?|plus|moins|nous|aux?"
     r"|nos|leur|en)\b(?<!assez de)(?<!assez d')"),
)  # fmt: skip

_TESTIMONY = (
    ("temoignage", r"^(?:.{0,60}[, ])?(?:j'ai|je n'ai|nous avons|nous n'avons|on m'a|on nous a|m'a"
     r"|m'ont) (?:\w+ )?(?:pas |jamais |deja |toujours |ete |du |pu |eu |vu |mis |pris |fait |recu |perdu |"
     r"attendu |vecu |connu |voulu |\w{2,}(?:e|i|ie|is|it|u|ert|eint) )(?!impression|besoin|peur|question"
     r"|envie|idee)"
     r"|\bje (?:me )?suis (?:\w+ )?(?:alle|tombe|reste|rendu|retrouve|fait|devenu|arrive|parti|venu"
     r"|passe)e?\b"
     r"|\b(?:j'|je (?:m'|me |n'|ne )?)(?:etais|avais|allais|travaillais|faisais|pouvais|voyais|vivais"
     r"|prenais|utilisais|habitais)\b"),
    ("temoignage", r"\b(?:chez moi|mon (?:mari|fils|pere|medecin|voisin|collegue|enfant|conjoint"
     r"|employeur|epouse|frere)|"
     r"ma (?:mere|fille|femme|soeur|grand-mere|retraite|voisine|pension)|mes (?:parents|enfants|eleves"
     r"|collegues|grands-parents))\b"
     r"|^(?:.{0,40}[, ])?je (?:\w+ )?(?:suis (?:une? )?(?:retraitee?|agente?|enseignante?|infirmi\w+"
     r"|etudiante?|handicapee?|agricult\w+|au chomage|"
     r"salariee?|fonctionnaire|secretaire|medecin|professeure?|aide-soignante|assistante?|parent|mere"
     r"|pere|seule?)|trie|prends|roule|utilise|vis|habite|"
     r"travaille|paie|paye|touche|me deplace|mange|consomme|chauffe|gagne|connais|recois|cotise|composte"
     r"|achete)\b"),
)  # fmt: skip

_OBSERVATION = (
    ("constat", r"\b(?:on|nous|je) (?:constat\w+|vo(?:it|yons|is)|observ\w+|remarqu\w+)\b"
     r"|\bil (?:n')?y (?:a|avait|en a)\b|\bforce est de constater\b"
     r"|^(?:trop|certes|manque|absence|penurie|pas assez|peu) (?:de|d')|^pas (?:de|d') .*(?:chez|ici|pres"
     r"|proximite|village|commune|"
     r"quartier|ville|secteur|region|campagne|rue)\b|\bmanque(?:nt)? (?:de|d'|cruellement)\b"),
    ("constat", r"\b(?:c'est|ce n'est|ce sont|n'est|ne sont|est|sont|etait|etaient|a ete|ont ete|devient"
     r"|deviennent|existe|existent|reste|restent|"
     r"coute|coutent|ne marche|ne fonctionne|fonctionne|fonctionnent|augmente|augmentent|baisse|diminue"
     r"|disparaissent|disparait|ferment|"
     r"n'a|n'ont|font|provoque|entraine|permet|permettent|subit|subissent|souffre|souffrent)\b"),
)  # fmt: skip

RULES = rules(
    NEUTRAL,
    (
        *_QUESTION,
        *_CONDITION,
        *_REFUSAL,
        *_FEAR,
        *_VIGILANCE,
        *_PROPOSAL,
        *_EXPECTATION,
        *_TESTIMONY,
        *_OBSERVATION,
    ),
    r"(?:\b(?:mais|cependant|toutefois|pourtant|neanmoins|en revanche|par contre),? | ?[:;] )",
)
