"""How kinds are said in French. All patterns read folded text: « J'étais » is ``j'etais``."""

from __future__ import annotations

from concertia.texts.fragments_fr import ADVERBS, DETERMINER, ILLS, MODAL, OPENING, UNBEARABLE, WE
from concertia.texts.kind_rules import rules
from concertia.texts.refusals_fr import REFUSAL

_TO_BE_MINDED = (
    r"(?:oublier|negliger|sous-estimer|sous estimer|perdre de vue|minimiser|omettre|laisser de cote"
    r"|oubliez|oublions)"
)
_NOT_A_VERB = (
    r"(?:hier|cher|premier|dernier|papier|loyer|foyer|danger|metier|quartier|leger|entier|particulier"
    r"|regulier|"
    r"courrier|atelier|chantier|financier|policier|fevrier|janvier|fier|hiver|enfer|mer|fer|amer|super"
    r"|hyper|"
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
    (r"\bnon[ -](?:seulement|loin|plus|conformes?|respect|lucratifs?|polluante?s?|renouvelables?"
     r"|negligeable|"
     r"professionnels?|essentiels?|imposables?|residents?|salaries?|fumeurs?|violente?s?"
     r"|violence)\b", "certes"),
    (r"\bpas (?:de |d'|la moindre )(?:probleme|souci|avis|opinions?|idees?|reponses?|remarques?"
     r"|commentaires?|doute|"
     r"preference|difficulte)s?(?: particuliere?s?)?\b", "rien a dire"),
    (r"\b(?:n'est|ne serait|n'etait|est|serait) pas (?:necessairement|forcement|toujours|seulement"
     r"|uniquement)\b", "certes"),
    (r"\bpas (?:seulement|uniquement|forcement|toujours|encore|assez)\b|\b(?:ai|as|a|avons|avez|ont"
     r"|y a) pas besoin\b"
     r"|\bn'est pas qu(?:e(?!stion)|')", "certes"),
    (r"\b(?:ne |n')?(?:suis|sommes|est) pas (?:\w+ )?(?:contre|opposee?s?|hostiles?"
     r"|defavorables?)\b", "consens"),
    (r"\bne (?:refuse|rejette|m'oppose|refusons|rejetons) pas\b", "consens"),
    (r"\b(?:plutot que|au lieu|sans|ne pas|rien ne sert|inutile|arreter|pas) (?:de |d'|l'|les |la "
     r"|le )?(?:vouloir )?(?:tout )?"
     r"(?:interdire|interdiction|bannir|refuser)\b", "permettre"),
    # What is stopped or found unbearable is an ill, what is denied is a fact: no refusal of what is asked.
    (rf"\b(?:stopp|arret|cess)(?:er|ons|ez) (?:d'urgence |vite |l'|la |le |les |toutes? |tous |cette "
     rf"|cet |ce |ces )*{ILLS}", "reduisons les pertes"),
    (rf"\b{ILLS} (?:\w+ ){{0,2}}{UNBEARABLE}|\b{UNBEARABLE} (?:que|qu'|de voir)\b(?=.*(?:\bn'|\bne "
     rf"|\bsans\b|\bmanqu|\bpas de\b))|\b{UNBEARABLE} {ILLS}", "est grave"),
    (r"^ni\b(?=.*\b(?:n'|ne ))", "les"),
    (r"\bne (?:veut|veulent|voudrait) pas dire\b|\bne (?:doit|doivent|faut|devrait|devez) (?:\w+ )?pas "
     r"(?:\w+ )?(?:s'|t'|vous |m'|nous )etonner\b", "revient a dire"),
    # « Il faut » that asks for nothing; « on nous demande » that reports.
    (r"\bil faut (?:vraiment |bien |quand meme |etre )*(?:etre |avoir ete )(?:\w+ )?(?:nuls?|nulles?"
     r"|fous?|folles?|aveugles?|naifs?|idiots?|betes?|stupides?|riches?|malades?|gonfles?"
     r"|inconscients?)\b", "c'est"),
    (r"\bon (?:nous|me|vous|leur|lui|te) (?=demande|reclame|exige)", "la machine le "),
    # « Ne pas oublier » asks for care; « ne pas hésiter » invites.
    (r"\bne (?:faut|faudrait|faudra|doit|doivent|devons|devrait|devez) (?:\w+ )?(?:pas|jamais|surtout pas) "
     rf"(?:non plus )?{_TO_BE_MINDED}\b", "veiller a"),
    (rf"\bne (?:pas|jamais|surtout pas) {_TO_BE_MINDED}\b|\b(?:n'oubli|ne neglige|ne perd|ne laiss)(?:er"
     rf"|ons|ez)"
     r" (?:pas|jamais) (?:(?:personne|de vue|de cote)\b ?)?|\bne laisser personne\b", "veiller a "),
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
    ("crainte", r"^(?:mais )?qui (?:nous |me )?(?:dit|garantit|assure|promet) (?:que|qu')"
                r".*\b(?:ne |n')\S.*\?"),
    ("proposition", r"\bpourquoi (?:ne )?pas (?!assez|plus|encore)\w.*\?"),
    ("proposition", r"\bet si (?:on|nous|l'on|chaque)\b.*\?"),
    ("proposition", r"\b(?:ne )?(?:pourrait|pourrions)-(?:on|nous|t-on|il)(?: pas)?\b.*\?"),
    ("proposition", r"\bserait-il (?:possible|envisageable)\b.*\?"),
    ("question", r"^(?!.*\b(?:j'ai|nous avons|on a) (?:\w+ )?peur\b)(?!.*\bje (?:crains|redoute|refuse"
                 r"|rejette|m'oppose)\b)(?!.*\bje suis (?:\w+ )?(?:contre|opposee?"
                 r"|inquiete?)\b)(?!.*\bje ne veux pas\b).*\?[ »\")!?.]*$"),
    ("question", r"^(?:je me demande|on se demande|nous nous demandons|j'ai une question|ma question)\b"),
    ("question", r"^(?:comment|pourquoi|qui|quand|combien|quels?|quelles?|ou|que"
                 r"|qu'est-ce que?) (?:\w+-(?:on|nous|t-on|il|t-il|elle|ils|vous)|sera|est|sont|va|vont"
                 r"|fera|deviendr\w+|se passe)\b.{0,120}$"),
)  # fmt: skip

_CONDITION = (
    ("condition", r"\ba (?:la |l'unique |une |la seule )?conditions? (?:que|qu'|de|d'|expresse)"),
    ("condition", r"\bsous (?:la |une |l'expresse )?(?:reserve|conditions?)\b"),
    ("condition", r"\bsauf si\b"),
    ("condition", r"\bpourvu qu"),
    ("condition", r"\ba moins (?:que|qu'|de|d')\b"),
    ("condition", r"\b(?:seulement|uniquement|exclusivement|juste) (?:si|s'|quand|lorsqu|en cas"
                  r"|dans le cas|la ou|apres|pour ce qui)"),
    ("condition", r"\bsi et seulement si\b"),
    ("condition", r"\bdu moment qu"),
    ("condition", r"\ba la stricte condition\b"),
    ("condition", r"\bsous controle humain uniquement\b"),
    ("condition", r"\b(?:ne|n') ?\S.{0,70}\bqu(?:e|') ?(?:si|s'|la ou|quand|lorsqu|apres|a condition"
                  r"|en cas|en complement)\b"),
    ("condition", r"\bpas (?:de |d'|du |la |le |l'|les |\w+ ){0,6}(?:tant qu|avant (?:que|qu'|de|d'|un|une"
                  r"|le|la|l'))"),
    ("condition", rf"{OPENING}(?:pas|rien|jamais|aucune?|non|zero) (?:\S+ ){{0,8}}sans (?!quoi|doute"
                  rf"|cesse|arret|fil)"),
    ("condition", r"(?<!pas )(?<!pas tout a fait )\b(?:oui|ok|d'accord|favorables?|pourquoi pas|consens"
                  r"|veux bien|j'accepte|acceptable|admissible|envisageable|je suis pour|on est pour"
                  r"|nous sommes pour|partant)\b(?:[^.;]{0,60}?[, :;(](?:mais|si|s'ils?|a condition"
                  r"|sous reserve|sauf|uniquement|seulement|du moment|des lors|pourvu|tant que)|[, ]+(?:pas"
                  r"|avec))\b"),
    ("condition", r"(?:^|[,;:] (?:et |mais )?)(?:seulement|uniquement|exclusivement) (?:avec|sous|pour|dans"
                  r"|devant|en|a |au |aux )"),
    ("condition", r"\bpour, mais\b"),
    ("condition", r"\b(?:prete?s?|oui|d'accord|ok|accepte\w*|favorables?)\b.{0,60}\bsi ?:"),
    ("condition", r"^(?:plus )?(?:aucune?|non|rien|pas|jamais)\b.{0,40}\btant qu"),
    ("condition", r"^(?:plus )?(?:aucune?|non|rien)\b,? (?:\w+ )?(?:avant|sans) (?!doute|quoi)"),
    ("condition", r"^si .{3,120}, ?(?:alors |la )?(?:oui|d'accord|ok|pourquoi pas|je veux bien"
                  r"|je suis pour|c'est oui|alors oui)\b"),
    ("condition", r"^tant qu.{3,160}\b(?:non|pas question|je refuse|on attend|pas de|stop)\b"),
    ("condition", r"^sans \S.{3,100}[, ](?:c'est non|non|pas de|rien)\b"),
)  # fmt: skip

_FEAR = (
    ("crainte", r"\bpeurs?\b(?! du gendarme)"),
    ("crainte", r"\b(?:crains|craint|craignons|craignent|craignez|craintes?|apprehende|apprehensions?"
                r"|redoute|redoutons|redoutent|inquiete?s?|inquietudes?|inquietants?|inquietante?s?"
                r"|inquietent|inquietons|angoisse|angoissant\w*|effray\w+|effraie\w*|alarmante?s?"
                r"|craindre)\b"),
    ("crainte", r"\b(?:risque|risquent|risquons|risquerait|risqueraient|risquez|risquera) (?:fort |bien "
                r"|encore |plus )?(?:de|d')"),
    ("crainte", r"\b(?:le|un|gros|grand|grave|reel|vrai|fort|seul|du|des|aux|au|les|quels?|ce) (?:gros "
                r"|grand |reel |vrai |fort )?risques? (?:importants? |majeurs? |reels? |serieux |eleves? "
                r"|enormes? |certains? )?(?:est|sont|que|qu'|de|d'|c'est|serait)"),
    ("crainte", r"^(?:gros |fort |grand |des |les |un )?risques? (?:que|qu'|de|d'|:)"),
    ("crainte", r"\b(?:est|sont|semble|parait|serait|tres|trop|vraiment) (?:tres |trop |vraiment "
                r"|plus )?dangereu(?:x|se|ses)\b"),
    ("crainte", r"^(?:le |gros |grand |un )?dangers? (?:de|d'|que|qu'|:|est|c'est)"),
    ("crainte", r"\ble (?:danger|risque),? (?:est|c'est|serait)"),
    ("crainte", r"\b(?:va|vont) (?:\w+ )?(?:perdre|disparaitre|mourir|tuer|detruire|ruiner|exploser|empirer"
                r"|defigurer|degrader|saturer|se degrader|s'aggraver)\b|\bfinir(?:a|ont) (?:par|en) \w"
                r"|\bn'y aura (?:bientot )?plus\b"),
    ("crainte", r"^(?:perdre|perte de|ne plus (?:oser|pouvoir|savoir|avoir|trouver)) "),
)  # fmt: skip

_VIGILANCE = (
    ("vigilance", r"\bveill(?:er|ons|ez|era|erons) (?:a|au|aux|bien|particulierement|toujours)\b"),
    ("vigilance", r"^(?:et |mais |bien |surtout )?attention\b"),
    ("vigilance", r"\battention (?:a|au|aux)\b"),
    ("vigilance", r"\b(?:fai(?:re|sons|tes)|prete[rz]?|porter une) (?:tres |bien |particulierement "
                  r"|grande )?(?:attention|garde) (?:a|au|aux|que)\b"),
    ("vigilance", r"\b(?:rester|restons|soyons|etre|demeurer|soyez|restez) (?:\w+ )?(?:vigilante?s?"
                  r"|prudente?s?|attentifs?|attentives?)\b"),
    ("vigilance", r"\bvigilance\b"),
    ("vigilance", r"\bgarde[ -]fous?\b"),
    ("vigilance", r"\bprendre garde\b"),
    ("vigilance", r"\bprudence\b|^gare (?:a|au|aux)\b"),
    ("vigilance", rf"(?:{OPENING}|\b(?:il (?:faut|faudra|faudrait)|faut|on doit|nous devons|doit|doivent"
                  rf"|devra|il est (?:\w+ )?(?:de|d')|important de|il convient de|bien|penser a"
                  rf"|necessite de|besoin de) ?(?:absolument |surtout |bien |imperativement |aussi "
                  rf"|egalement |etre )*)(?:de |d')?(?:garanti[re]?\b|encadr(?:er|ons|ee?s?)\b"
                  rf"|controle[r]?s?\b|securiser\b|s'assurer\b|nous assurer\b|assurons-nous\b|eviter\b"
                  rf"|evitons\b|prevenir les\b|verifier\b|proteger (?:les donnees|la vie privee"
                  rf"|nos donnees))"),
)  # fmt: skip

_PROPOSAL = (
    ("proposition", rf"\b{WE} ?(?:vous |te |leur |lui )?(?:propos(?:e|ons|erais|erai)|sugger(?:e|ons"
                    rf"|erais)|recommand(?:e|ons)|preconis(?:e|ons))\b"),
    ("proposition", r"\b(?:ma|mon|notre|une|la|mes|nos|autre) (?:propositions?|suggestions?|idees?"
                    r"|solution)\b ?(?:est|serait|:|,|pour|concrete|simple)"),
    ("proposition", r"^(?:propositions?|suggestions?|idees?|solutions?) ?[:,]"),
    ("proposition", r"\b(?<!pour )(?:mettre|mettons|remettre) en (?:place|oeuvre|service|commun)\b"),
    ("proposition", r"^(?:la |une )?mise en (?:place|oeuvre|service|commun) (?:de|d'|du|des)\b"),
    ("proposition", r"^(?:la )?(?:re)?(?:creation|instauration|abolition|abrogation|generalisation"
                    r"|mutualisation|organisation|ouverture|installation|experimentation) (?:de|d'|du"
                    r"|des)\b"),
    ("proposition", r"\b(?:on|nous|il) (?:pourrait|pourrions|peut|pouvons) (?:aussi |egalement "
                    r"|par exemple |tres bien |imaginer )*(?:imaginer|creer|envisager|utiliser|organiser"
                    r"|faire|mettre|proposer|instaurer|developper|prevoir|former|reunir|ouvrir|donner)\b"),
    ("attente", rf"{OPENING}(?:{_WISHED_STATE})\b(?! (?:bien|ete|donc))"),
    ("proposition", rf"{OPENING}(?!{_NOT_A_VERB}\b)(?!.{{0,70}}\b(?:coutera|coute|ne suffi\w+|n'est pas"
                    rf"|ne sert)\b)(?:me |se |s'|y |en |leur |lui |mieux |bien |re)?(?:[a-z]{{3,}}er"
                    rf"|(?:re)?(?:agir|definir|elargir|enrichir|etablir|fournir|garantir|investir|offrir"
                    rf"|ouvrir|punir|reagir|redefinir|reflechir|reinvestir|retablir|reunir|revenir|sortir"
                    rf"|soutenir|tenir|unir|finir|durcir|assouplir|assujettir|abolir|affranchir|batir"
                    rf"|convertir|choisir|nourrir|obtenir|saisir|repartir|reussir|desservir|unir|reduire"
                    rf"|construire|conduire|produire|introduire|instruire|rendre|prendre|apprendre"
                    rf"|comprendre|entreprendre|mettre|permettre|remettre|soumettre|promettre|faire"
                    rf"|refaire|inscrire|ecrire|lire|etendre|defendre|vendre|suspendre|inclure|exclure"
                    rf"|conclure|resoudre|suivre|poursuivre|vivre|prevoir|revoir|pourvoir|recevoir"
                    rf"|concevoir|percevoir|reconnaitre|connaitre|restreindre|contraindre|atteindre"
                    rf"|joindre|repondre|rompre|redire|dire|traduire|seduire|accroitre"
                    rf"|moderniser))(?:-\w+)? (?:\w+ment )?{DETERMINER}"),
    ("proposition", rf"{OPENING}(?!(?:avons|sommes|devons|pensons|vivons|voulons|pouvons|demandons"
                    rf"|maisons|raisons|camions|saisons|attendons"
                    rf"|esperons)\b)[a-z]{{3,}}(?<!ti)(?<!si)ons(?:-(?:nous|les?|la|en|y|leur))? "
                    rf"(?:(?:si besoin|si possible|d'urgence|d'abord|plutot|aussi|donc|enfin|vite"
                    rf"|\w{{3,}}ment|\([^()]*\)) )*(?:les?"
                    rf"|la|l'|des?|d'|une?|plus|moins|en|nos|notre|a|au|aux|leur|ensemble|tous)\b"),
)  # fmt: skip

_EXPECTATION = (
    ("attente", rf"\b{WE} ?(?:me |nous )?{ADVERBS}(?:souhait\w+|voudr(?:ais|ions|ait|ons)|aimer(?:ais|ions"
                rf"|ait)|desir(?:e|ons)|attend(?:s|ons)?|veux|veut|voulons|demand(?:e|ons|erais)"
                rf"|exige(?:ons)?|reclam(?:e|ons)|esper(?:e|ons)|compte sur|ai besoin|avons besoin"
                rf"|a besoin|prefere\w*)\b"),
    ("attente", r"\b(?:il )?(?:faut|faudrait|faudra)\b"),
    ("attente", rf"\b(?<!je )(?<!j'ai )(?:{MODAL})\b"),
    ("attente", r"^besoin (?:de|d'|que)"),
    ("attente", r"\bil est (?:\w+ )?(?:important|necessaire|indispensable|urgent|essentiel|souhaitable"
                r"|primordial|imperatif|temps|grand temps|crucial) (?:de|d'|que|qu')"),
    ("attente", r"\b(?:ce serait|ca serait|il serait) (?:\w+ )?(?:bien|mieux|bon|souhaitable|utile"
                r"|necessaire|preferable|interessant|judicieux)\b"),
    ("attente", r"^qu(?:e |')(?!il n'y a\b)(?:chaque|les?|la|l'|tous|toutes|tout|chacun|nos|on"
                r"|l'on|des?|une?|ils?|elles?|vous|nous)\b"),
    ("attente", r"^(?:davantage|moins) (?:de|d')"),
    ("attente", r"^[a-z]{3,}ez(?:-(?:nous|les?|la|en|y|leur|moi))? (?:les?|la|l'|des?|d'|une?|plus|moins"
                r"|nous|aux?|nos|leur|en)\b(?<!assez de)(?<!assez d')"),
)  # fmt: skip

_TESTIMONY = (
    ("temoignage", r"^(?:.{0,60}[, ])?(?:j'ai|je n'ai|nous avons|nous n'avons|on m'a|on nous a|m'a"
                   r"|m'ont) (?:\w+ )?(?:pas |jamais |deja |toujours |ete |du |pu |eu |vu |mis |pris "
                   r"|fait |recu |perdu |attendu |vecu |connu |voulu |\w{2,}(?:e|i|ie|is|it|u|ert"
                   r"|eint) )(?!impression|besoin|peur|question|envie|idee)"),
    ("temoignage", r"\bje (?:me )?suis (?:\w+ )?(?:alle|tombe|reste|rendu|retrouve|fait|devenu|arrive"
                   r"|parti|venu|passe)e?\b"),
    ("temoignage", r"\b(?:j'|je (?:m'|me |n'|ne )?)(?:etais|avais|allais|travaillais|faisais|pouvais"
                   r"|voyais|vivais|prenais|utilisais|habitais)\b"),
    ("temoignage", r"\b(?:chez moi|mon (?:mari|fils|pere|medecin|voisin|collegue|enfant|conjoint|employeur"
                   r"|epouse|frere)|ma (?:mere|fille|femme|soeur|grand-mere|retraite|voisine|pension)"
                   r"|mes (?:parents|enfants|eleves|collegues|grands-parents))\b"),
    ("temoignage", r"^(?:.{0,40}[, ])?je (?:\w+ )?(?:suis (?:une? )?(?:retraitee?|agente?|enseignante?"
                   r"|infirmi\w+|etudiante?|handicapee?|agricult\w+|au chomage|salariee?|fonctionnaire"
                   r"|secretaire|medecin|professeure?|aide-soignante|assistante?|parent|mere|pere|seule?)"
                   r"|trie|prends|roule|utilise|vis|habite|travaille|paie|paye|touche|me deplace|mange"
                   r"|consomme|chauffe|gagne|connais|recois|cotise|composte|achete)\b"),
)  # fmt: skip

_OBSERVATION = (
    ("constat", r"\b(?:on|nous|je) (?:constat\w+|vo(?:it|yons|is)|observ\w+|remarqu\w+)\b"),
    ("constat", r"\bil (?:n')?y (?:a|avait|en a)\b"),
    ("constat", r"\bforce est de constater\b"),
    ("constat", r"^(?:trop|certes|manque|absence|penurie|pas assez|peu) (?:de|d')"),
    ("constat", r"^pas (?:de|d') .*(?:chez|ici|pres|proximite|village|commune|quartier|ville|secteur"
                r"|region|campagne|rue)\b"),
    ("constat", r"\bmanque(?:nt)? (?:de|d'|cruellement)\b"),
    ("constat", r"\b(?:c'est|ce n'est|ce sont|n'est|ne sont|est|sont|etait|etaient|a ete|ont ete|devient"
                r"|deviennent|existe|existent|reste|restent|coute|coutent|ne marche|ne fonctionne"
                r"|fonctionne|fonctionnent|augmente|augmentent|baisse|diminue|disparaissent|disparait"
                r"|ferment|n'a|n'ont|font|provoque|entraine|permet|permettent|subit|subissent|souffre"
                r"|souffrent)\b"),
)  # fmt: skip

RULES = rules(
    NEUTRAL,
    (
        *_QUESTION,
        *_CONDITION,
        *REFUSAL,
        *_FEAR,
        *_VIGILANCE,
        *_PROPOSAL,
        *_EXPECTATION,
        *_TESTIMONY,
        *_OBSERVATION,
    ),
    r"(?:\b(?:mais|cependant|toutefois|pourtant|neanmoins|en revanche|par contre),? | ?[:;] )",
)
