"""How a refusal is said in French. All patterns read folded text: « J'étais » is ``j'etais``."""

from __future__ import annotations

from concertia.texts.fragments_fr import ADVERBS, MODAL, NOT, OPENING, WE

_PLAN = (
    r"(?:projets?|plans?|programmes?|textes?|lois?|reformes?|articles?|amendements?|permis|constructions?"
    r"|implantations?|installations?|extensions?|agrandissements?|fermetures?|suppressions?|privatisations?"
    r"|fusions?|hausses?|augmentations?|ventes?|deliberations?|arretes?|decisions?|mesures?|contrats?"
    r"|taxes?"
    r"|dispositifs?|chantiers?|lotissements?|idees?|antennes?|travaux|deploiements?|demenagements?)\b"
)
"""What somebody has planned: giving it up refuses it, where giving up what exists proposes."""
_ITS = r"(?:[ld]'|de l'|\w+ ){0,4}?"
_GIVEN_UP = (
    r"(?:abandonnee?s?|rejetee?s?|refusee?s?|bannie?s?|proscrite?s?|prohibee?s?|ecartee?s?|interdite?s?)"
)

_GIVING_UP = (
    ("refus", rf"(?:{OPENING}|[,;:] (?:donc |et )?|\b(?:demand\w+|exig\w+|reclam\w+|souhait\w+"
              rf"|voul\w+|veux|veut) |\bpour )(?:l'|le |un )?(?:abandon|arret|retrait|gel|rejet"
              rf"|enterrement|report sine die)\b(?: \w+){{0,5}}? (?:de |du |des |d')(?:l'"
              rf"|la )?{_ITS}{_PLAN}"),
    ("refus", rf"(?:{OPENING}|\b(?:l'|d'))annul(?:er|ation) (?:l'|{_ITS})(?:projets?|permis"
              rf"|deliberations?|travaux"
              rf"|arretes?|chantiers?)\b"),
    ("refus", rf"{OPENING}(?:rejet|refus|desaccord|opposition|hostilite)(?: \w+){{0,4}}? (?:a|au|aux|de|du"
              rf"|des|d'|avec|contre|sur)\b"),
    ("refus", rf"(?:{OPENING}|\b(?:faut|faudrait|doit|doivent|devrait|demand\w+ (?:de |a )?"
              rf"|exig\w+ (?:de )?"
              rf"|souhait\w+|devons|convient de)(?: \w+)? )(?:d'|de )?(?:abandonner|bloquer|empecher"
              rf"|stopper|retirer|geler|enterrer|suspendre) (?:l'|{_ITS}){_PLAN}"),
    ("refus", rf"(?:{OPENING}|\b(?:{MODAL}|faut|faudrait) (?:\w+ )?|\bdemand\w+ de )renonce(?:r|z|ons)"
              rf" (?:a|au|aux)\b(?! (?:se |s'))"),
    ("refus", rf"\b(?:{MODAL}|soit|soient|merite"
              rf"|meritent) (?:\w+ )?(?:d')?(?:etre )?(?:\w+ment )?{_GIVEN_UP}"),
    ("refus", rf"\b{_PLAN}[^,;]{{0,40}} (?:{MODAL} etre|soit|soient) (?:\w+ment )?(?:annule|arrete|retire"
              rf"|stoppe|gele|enterre|suspendu)e?s?\b"),
    ("refus", r"(?:^|\b(?:exig|demand|souhait|voul|veu)\w* )qu(?:e |')(?:\S+ ){1,5}?(?:cesse|arrete"
              r"|renonce|abandonne|remballe|annule)(?:nt)?\b"),
    ("refus", rf"^qu(?:e |')(?:\S+ ){{1,5}}?retire(?:nt)? {_ITS}{_PLAN}"),
)  # fmt: skip

_FORBIDDEN_TO_ALL = (
    ("refus", rf"\b(?:aucune?|nul(?:le)?|rien|personne|pas une?(?: seule?)?)\b[^,;]{{0,60}}?\b(?:ne "
              rf"|n')(?:\w+ )?"
              rf"(?:{MODAL}|saurai(?:t|ent))\b(?! (?:\w+ )?(?:rester|vivre|mourir|dormir|manquer|souffrir"
              rf"|etre (?:\w+ )?(?:oublie|laisse|exclu|abandonne|delaisse|prive)))"),
    ("refus", r"\b(?:personne|nul) (?:\w+ ){0,2}?ne (?:veut|voudra|souhaite|reclame) (?:plus )?(?:de |d'"
              r"|du |des )"
              r"|\bpersonne (?:\w+ ){0,2}?n'en (?:veut|voulait|voudra)\b|^(?:nul|pas"
              r"|aucun) besoin d(?:e |')"),
    ("refus", r"^(?:et |mais )?qu(?:'|e l')(?:on|ils?|elles?) (?:ne |n')(?!oubli|neglig).{1,40}?\b(?:pas"
              r"|plus|jamais)\b"),
    ("refus", r"(?:^|[,;:.] ?)(?:et |mais |alors |surtout,? |svp,? )*n(?:e |')(?:l'|la |le |les |nous "
              r"|m'|me |y |en |lui |leur )*"
              r"(?!oubli|neglig|hesit|inquiet|tromp|croy|confond|vous|attend|ayez|soyez|cherch"
              r"|laissez (?:pas"
              r" )?(?:personne|de cote|tomber))\w{2,}ez (?:surtout |donc )?(?:pas|plus|jamais|rien)\b"),
    ("refus", r"^touche[zs]? (?:surtout )?(?:pas|a rien)\b|\b(?:n'y|ne) touche[rz] (?:pas|plus|a rien)"),
    ("refus", r"(?:^|[,;:.!] ?(?:et )?)(?:cessez|arretez|stoppez)\b(?! (?:de |d')(?:croire|penser|dire))"),
    ("refus", r"\blaiss(?:ez|ons|er|e|ent)(?:[ -].{1,60})? (?:comme (?:elles?|ils?|c'|ca)|telle?s? quel\w*"
              r"|en l'etat|tranquilles?|en paix)\b|\blaissez-nous tranquilles?\b"),
)  # fmt: skip

_ONE_S_OWN = (
    ("refus", r"(?<!pas )\b(?:m'|nous )(?:y )?opposer\b"),
    ("refus", r"(?:^|\b(?:emets|emettons|donne|donnons|demande|demandons|rendre|donner|emettre"
              r"|conclus) (?:donc )?"
              r"(?:a |d')?(?:un )?)avis (?:\w+ )?(?:defavorable|negatif)\b"),
    ("refus", r"\b(?:mon|ma|notre) (?:\w+ )?(?:opposition|desaccord|hostilite|refus|rejet|desapprobation)\b"
              r"(?! (?:municipale|n'))"),
    ("refus", r"\b(?:ne|n'en) (?:veux|veut|voulons|veulent|voudrai|voudrons) (?:ni|a aucun prix|sous aucun"
              r" pretexte|en aucun\w* \w+|rien)\b"),
    ("refus", r"\b(?:je|nous|on) (?:l[ae'] ?)?(?:\w+ment )?(?:desapprouve|desapprouvons|reprouve"
              r"|reprouvons|recuse"
              r"|recusons)\b"),
    ("refus", r"\b(?:je|nous|on) (?:ne |n')?(?:\w+ )?(?:accepte|admett|tolere|supporte|cautionne|laisse"
              r"|signe|cede"
              r"|adhere)r(?:ai|ons|a) (?:\w+ )?(?:pas|plus|jamais|aucun\w*|rien|ni)\b"),
    ("refus", r"\b(?:je|nous|on) (?:vote|voterai|voterons|votons|votera) contre\b"),
    ("refus", r"\bn(?:'|e )adhere\w* (?:\w+ment )?(?:pas|plus|guere|aucunement)\b"),
    ("refus", r"(?:^|[,;:?!] ?(?:mais )?)(?:moi )?(?:pas|plus)(?: du tout| vraiment)? d'accord\b"),
    ("refus", r"\bc'est (?:donc |toujours |et ca reste )?(?:un )?(?:grand |gros |tres )?(?:non|niet)\b"
              r"(?![ -](?:sens|evenement|sujet|lieu|dit|pas|plus|seulement|recevoir))"),
    ("refus", r"\b(?:tres peu|ce sera|sera) (?:pour|sans) (?:moi|nous)\b|^sans (?:moi|nous)[ !.]*$"),
    ("refus", r"\b(?:est|serait) (?:tout simplement |totalement |absolument )?(?:exclu|impensable"
              r"|inenvisageable"
              r"|hors de propos)\b(?! des?\b (?!\w+er|\w+ir|\w+re))"),
    ("refus", r"\bn'est pas (?:envisageable|question|acceptable|admissible|tolerable)s?\b"
              r"|\bn'est pas (?:souhaitable|opportun|judicieux|raisonnable) (?:de|d'|que|qu')"
              r"|\bne saurait etre question\b"),
    ("refus", r"\b(?:est|serait|sont|seraient) (?:\w+ )?(?:scandaleu(?:x|se)|honteu(?:x|se)|indecent"
              r"|absurde|criminel"
              r"|insense|irresponsable) (?:de |d'|que |qu')"),
    ("refus", rf"\b(?:{MODAL}) (?:\w+ )?(?:cesser|s'arreter|prendre fin|disparaitre)\b"),
    ("refus", rf"(?:^|[,;:.!] ?)(?:svp,? )?(?:retirez|abandonnez|annulez|enterrez|retirons"
              rf"|abandonnons) {_ITS}{_PLAN}"
              r"|^veto\b|\b(?:ne|n'y) touche pas\b"),
    ("refus", r"\bn'(?:a|ont) rien a (?:y )?faire (?:a |au |aux |dans |ici|en |chez |sur |la\b)"),
)  # fmt: skip

_LESS_PLAIN = (
    ("refus", r"\b(?:pas|plus) (?:question|lieu|envie) d(?:e |')"),
    ("refus", r"\bil ne s'agit pas de (?:payer|augmenter|faire payer)\b"),
    ("refus", r"\b(?:plus|pas) dispose(?:e|s|es)? a\b|\bn'y suis pas prete?s?\b"),
    ("refus", r"(?:,|\bet|\bmais) pas (?:de |d'|a |les )?\w{3,}er\b|\bet non (?:les |la |le |pas )\w+er\b"),
    ("refus", r"\bmoratoire\b|\bsurseoir\b|\b(?:surement|certainement) pas[ !.]*$|\bdoivent disparaitre\b"),
    ("refus", r"\b(?:loi|texte|mesure|article|decret)s? interdisant\b|\bpropos\w+ (?:l'|une )interdiction\b"
              r"|\b(?:faut|doit|doivent|devrait|faudrait) (?:\w+ ){0,2}interdire\b|, interdire\b"
              r"|\b(?:sera|seront|soit|soient) interdite?s?\b"),
    ("refus", rf"{OPENING}(?:arret (?:\w+ )?(?:des?|du|de l'|de la) |suspendre |refus (?:de |du |des "
              rf"|d'))"),
    ("refus", r"\bon arrete\b|\b(?:faut|faudrait) (?:\w+ )?(?:arreter|cesser|stopper)\b"
              r"(?! de (?:penser|croire|prendre))"),
    ("refus", r"\b(?:soit|soient) (?:\w+ )?aboli\w*"),
    ("refus", r"(?:^|[,;] )(?:donc |mais |et )*n(?:e |')(?:lui |leur |les? |la |l'|nous |y )?"
              r"(?!confond|tromp|melange|leurr)\w+ons (?:pas|plus|jamais)\b"),
    ("refus", r"\bpas d'accord (?:de|pour)\b|\bje vote contre\b|\bje n'attends rien\b"
              r"|\bs'oppose(?:nt)? (?:ainsi |fermement |donc )?a\b"),
    ("refus", r"\bn[' ]?(?:a|ai|avons|ont|avez) (?:pas|en aucun cas|jamais) a \w"),
    ("refus", r"^plus une? (?:centime|euro|seule?)\b|^assez (?:de|d') .*\bcomme (?:ca|cela)\b"
              r"|^pour aucune?\b"),
    ("refus", r"\bqu'aucune? .{2,60} (?:soit|puisse)\b"),
    ("refus", r"(?:^|[,;] )(?:\w+ )?inutile d(?:e |')(?!preciser|dire|rappeler|ajouter)"),
)  # fmt: skip

REFUSAL = (
    ("refus", rf"\b{WE} ?(?:m'y |nous y |m'|nous |ne )?{ADVERBS}(?:refus(?:e|ons|ent)|rejet(?:te|ons)"
              rf"|oppos(?:e|ons)"
              rf"|boycott\w+)\b"),
    ("refus", rf"\b(?:suis|sommes|est) {ADVERBS}(?:contre|opposee?s?|hostiles?|defavorables?)\b"),
    ("refus", rf"^{ADVERBS}(?:contre|opposee?s?) (?:le|la|les|l'|toute?|cette|ce|a|au|aux)\b"),
    ("refus", rf"\b(?:n'|ne )?(?:veux|veut|voulons|veulent|souhaite|souhaitons|souhaitent|accepte"
              rf"|acceptons|accepterons|accepterai|tolere|tolerons|supporte|cautionne|approuve|approuvons"
              rf"|adhere) {ADVERBS}(?:pas|plus|jamais|en aucun cas|aucune?)\b"),
    ("refus", r"\b(?:suis|sommes|on (?:n')?est) (?:\w+ )?pas (?:\w+ )?(?:d'accord|favorables?|partante?s?"
              r"|prete?s? a|disposee?s? a)\b"),
    ("refus", r"\b(?:suis|sommes|on (?:n')?est) (?:\w+ )?pas pour\b"),
    ("refus", rf"\bne (?:faut|faudrait|faudra) {ADVERBS}(?:{NOT}|ni|aucune?|rien)\b(?! moins)"),
    ("refus", r"\b(?:faut|faudrait) (?:surtout )?(?:pas|jamais)\b"),
    ("refus", rf"\b(?:ne |n')(?:l'|la |le |les |se |s'|y |en |nous )*{MODAL} {ADVERBS}{NOT}\b"),
    ("refus", rf"\bne {MODAL} (?:etre|servir|remplacer|avoir|se faire) (?:en aucun cas|ni)\b"),
    ("refus", r"\bhors de question\b"),
    ("refus", r"\bpas question\b"),
    ("refus", r"\b(?:inacceptables?|inadmissibles?|intolerables?)\b"),
    ("refus", r"\bligne rouge\b"),
    ("refus", r"(?<!\bet )(?<!\bmais )(?<!\ble )\bnon (?:a|au|aux|merci)\b"
              r"|\boui (?:a|au|aux)\b.*\bnon (?:a|au|aux)\b"),
    ("refus", r"\b(?<!c'est a )(?<!c'est-a-)(?:dire|dis|disons|c'est|sera|est) non\b|\b(?:dis"
              r"|disons) stop\b"),
    ("refus", r"\ba (?:proscrire|bannir|interdire|rejeter)\b"),
    ("refus", rf"{OPENING}(?:il (?:faut|faudrait)|on doit|nous devons|je veux|je souhaite|nous voulons"
              rf"|je demande|nous demandons|je propose|nous proposons|l'etat doit|la loi doit)? ?(?:d'|de "
              rf"|que )?(?:interdi(?:re|sons|sez|ction)|banni(?:r|ssons)|proscri(?:re|vons)|refus(?:er|ons"
              rf"|ez)|rejet(?:er|ons)|s'opposer|boycotter)\b"),
    ("refus", rf"{OPENING}(?:stop|halte|arret(?:er|ons|ez)|stopp(?:er|ons|ez)|cess(?:er|ons|ez)"
              rf"|finissons-en|non|jamais|plus jamais|a bas|ni|surtout pas|zero|basta"
              rf"|niet)(?![\w-])(?! (?:et|ou) (?:encore|go)\b)"),
    ("refus", rf"{OPENING}(?:pas|plus aucune?) (?:d'accord|de|d'|du|des|la|le|les|l'|question|touche|chez"
              rf"|pour)\b(?!.* (?:chez (?:moi|nous)|(?<!ni )ici|pres de|a proximite|dans (?:mon|ma|notre|le"
              rf"|la) (?:village|commune|quartier|ville|secteur|region|campagne|rue)|en campagne"
              rf"|en milieu rural|a la campagne)\b)"),
    ("refus", rf"{OPENING}ne (?:l'|la |le |les |se |s'|y |en |nous )*(?:pas|plus|jamais|rien"
              rf"|surtout pas)\b(?! (?:oser|pouvoir|savoir|avoir|etre|trouver|comprendre|attendre|devoir"
              rf"|subir)\b)"),
    ("refus", r"^aucune? (?!idee|avis|opinion|reponse|remarque|commentaire|doute|probleme|souci|interet"
              r"|crainte|impot|taxe|dans|car|tant|pour|de|des|a|sauf|en|autre)\w+ (?!.*\b(?:est|sont|a|ont"
              r"|ne|n'\w+|sert|chez|ici|village|commune|quartier)\b)"),
    ("refus", r"\bque .{2,60} (?:reste|restent) interdite?s?\b"),
    ("refus", r"\bdoi(?:t|vent)[ ,\w]{0,20} etre interdite?s?\b"),
    ("refus", r"\bdevrai(?:t|ent)[ ,\w]{0,20} etre interdite?s?\b"),
    ("refus", r"\bpas touche\b"),
    ("refus", r"[:,] ?(?:c'est )?(?:non|(?:plus )?jamais|stop|contre|ca suffit)[ !.]*$"),
    ("refus", r"\b(?:on ne peut|nous ne pouvons|je ne peux|je ne pourrai)(?: donc)? (?:pas|plus) (?:en )?"
              r"(?:accepter|laisser|tolerer|continuer|admettre|se permettre|payer|limiter|sacrifier)\b"),
    *_LESS_PLAIN,
    *_GIVING_UP,
    *_FORBIDDEN_TO_ALL,
    *_ONE_S_OWN,
)  # fmt: skip
