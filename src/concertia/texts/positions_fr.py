"""French turns of phrase that state a position on a consulted text."""

from __future__ import annotations

from concertia.texts.position_turns import AGAINST, ANY, FOR, NAMED, OBJECT, QUALIFIED, turns

_ADVERB = (
    r"(?:(?:tout a fait|tout|totalement|absolument|resolument|fermement|formellement|completement"
    r"|entierement"
    r"|vivement|farouchement|categoriquement|radicalement|tres|plutot|profondement|pleinement|franchement"
    r"|fortement|bien|vraiment|clairement|largement|globalement|strictement|plus que|personnellement"
    r"|egalement|aussi|donc|evidemment|bien sur|a cent pour cent|a ?100 ?%|100 ?%|cent pour cent|encore"
    r"|toujours|neanmoins|toutefois|cependant|moi|definitivement|extremement|par principe|enormement"
    r"|a priori|malgre tout|naturellement|tant|nettement|sincerement|ouvertement),? +)*"
)
_PARTLY = (
    r"(?:totalement|entierement|completement|tout a fait|pleinement|forcement|systematiquement"
    r"|necessairement|a ?100 ?%|100 ?%|specialement|par principe|fondamentalement|toujours)"
)
_BE = (
    r"(?:suis|sommes|reste|restons|demeure|demeurons|serai|serais|serions|etais|etions|me declare"
    r"|nous declarons|me dis|me prononce|nous nous prononcons|me positionne|nous positionnons|parais|"
    r"(?:notre|l'|la|le|les|nos|mon|ma) ?[\w' -]{2,50}? (?:est|sont|reste|restent|se declare|se declarent"
    r"|se prononce|se prononcent))"
)
_NOT = r"(?:pas|plus|guere|nullement|en rien|aucunement|point|jamais)(?: du tout| vraiment| non plus)?"
_FAVOURABLE = (
    r"(?:favorables?|d'accord|pour|partisane?s?|convaincue?s?|en faveur|en accord|acquise?s?|partante?s?"
    r"|enthousiastes?|seduite?s?|ravie?s?)"
)
_AGAINST = r"(?:defavorables?|contre|opposee?s?|hostiles?|en desaccord|vent debout|refractaires?)"
_PLAN = r"(?:ce|cet|cette|ces|le|la|les|l'|un tel|une telle|votre|mon|ma|du|de ce|de cette|de tels?)"
_THING = (
    r"(?:projet|texte|proposition|mesure|plan|loi|decret|arrete|reglement|programme|dispositif|idee"
    r"|initiative|demarche|deliberation|amenagement|parc|installation|construction|permis|article"
    r"|modification|revision|charte|schema|operation|dossier|reforme|avant-projet|implantation)s?"
)
_PART = (
    r"(?:traces?|emplacements?|hauteurs?|nombres?|calendriers?|localisations?|lieux?"
    r"|sites? (?:choisi|retenu)|raccordements?"
    r"|postes?|acces|routes?|chemins?|densites?|formes?|methodes?|dimensions?|tailles?|article \d+"
    r"|points? \d+|volets?|parties?|horaires?|modalites?"
    r"|delais?|tarifs?)"
)
_OTHERS = (
    r"(?:commissaires?[ -]enqueteu\w+|commission d'enquete|autorite environnementale|mrae|ars|cnpn"
    r"|dreal|ddt\w*|cdc\w+|comite|agence|office|cour|commission"
    r"|cdpenaf|chambre d'agriculture|prefet\w*|prefecture|etat|maire|mairie|conseil (?:municipal"
    r"|departemental"
    r"|regional|communautaire)|communaute de communes|departement|region|promoteur|ministre|ministere"
    r"|gouvernement|elus|services? de l'etat|architecte des batiments de france|abf|armee|senat|cnil"
    r"|parlement|medecins?|experts?|bureau d'etudes|scientifiques|voisins?|certaine?s|d'autres|beaucoup"
    r"|opposants|partisans|associations|riverains|habitants|gens|personnes|uns|autres|majorite)"
)
_GOOD = (
    r"(?:bon|bonne|bien|utile|necessaire|indispensable|excellente?|bienvenue?|pertinente?|coherente?"
    r"|vertueu(?:x|se)|essentielle?|formidable|salutaire|interessante?|positi(?:f|ve)|souhaitable|legitime"
    r"|important|importante|judicieu(?:x|se)|attendue?|equilibree?|justifiee?|acceptable|opportune?"
    r"|adaptee?"
    r"|parfaite?|super|genial|geniale|une (?:tres |vraie |reelle )*(?:bonne chose|bonne idee"
    r"|excellente idee"
    r"|excellente chose|chance|opportunite|belle opportunite|avancee|necessite|bonne nouvelle"
    r"|bonne initiative"
    r"|excellente initiative|reussite))"
)
_BAD = (
    r"(?:inacceptable|inadmissible|scandaleu(?:x|se)|absurde|aberrante?|nefaste|inutile|dangereu(?:x|se)"
    r"|mauvais|mauvaise|irresponsable|disproportionnee?|demesuree?|injustifiee?|incoherente?|ridicule"
    r"|catastrophique|desastreu(?:x|se)|honteu(?:x|se)|une (?:vraie |veritable |totale |pure "
    r"|enorme )*(?:aberration"
    r"|honte|catastrophe|erreur|folie|absurdite|ineptie|heresie|mauvaise idee|tres mauvaise idee|menace"
    r"|mauvaise chose)|un (?:vrai |veritable |pur )*(?:scandale|non[- ]sens|desastre|gachis|danger|recul))"
)
_OPENS = r"(?:^|(?<=[:,–-] )|(?<=[:,–-])|(?<=\bdonc )|(?<=\bet )|(?<=\bmais )|(?<=\bpourtant ))"
_JUDGED = r"(?:" + _PLAN + r" ?(?:\w+ )?" + _THING + r"(?: [\w'-]+){0,6}?|c'|cela|ceci|ca)"
_AGAIN = r"(?:me parait|me semble|parait|semble|est|serait|constitue|represente|reste|sera)"

_NEUTRAL = (
    (r"\bs'il (?:vous|te) plait\b|\bde toutes? (?:mes|nos) forces\b|\bavec (?:force|vigueur"
     r"|fermete)\b", " "),
    # As they are typed: « avi défavorble ».
    (r"\bavi\b", "avis"),
    (r"\bdefavo\w{0,3}bles?\b", "defavorable"),
    (r"\bfavo\w{0,3}bles?\b", "favorable"),
    (r"\bd'accord (?:avec )(?:vous|toi|lui|elle|eux|votre|vos|ton|son|leur|les? (?:commentaire"
     r"|argument|avis)\w*|@\w+)\b", " "),
    (r"\b(?:vous|tu|ils|elles|qui) (?:ne |n')?(?:etes|es|sont|seront|serez|seraient|voulez"
     r"|veulent)\b[^.!?;\n,]*", " "),
    (r"\best plus (?:de)?favorables?\b", " "),
    (r"\bveu(?:t|lent) (?:pas |en rien |nullement )?dire\b|\ben theorie\b", " "),
    # The opinion of somebody else: of an authority, of neighbours, of « those who say ».
    (r"\b(?:l'|l' |un |les |cet |son |leur |leurs |des |d'un |malgre (?:l'|un "
     r"|les ))avis (?:\w+ ){0,3}?(?:de)?favorables?"
     r"(?: \w+){0,2}? (?:de|du|des|d'|rendus?|emis|donnes?|par|prononces?) ?(?:la |l'|les "
     r"|le )?" + _OTHERS, " "),
    (r"\b(?:l'|la |le |les |mes |nos |mon |des |de |une |aux )?(?:\w+ )?" + _OTHERS
     + r"(?:[\w' -]{0,40}?)? (?:a|ont|avait|avaient|s'est|se sont|est|sont|disent|pensent|s'opposent"
     r"|croient"
     r"|soutiennent|refusent|affirment|reclament|veulent|demandent|trouvent)\b[^.!?;\n,]*", " "),
    (r"\bceux qui (?:sont|disent|s'opposent|pensent|soutiennent|refusent|affirment"
     r"|veulent)\b[^.!?;\n,]*", " "),
    (r"\b(?:on (?:nous |me )?(?:dit|repond|repete|explique)|j'(?:ai )?enten(?:ds|du)|j'ai lu"
     r"|ils disent|il dit)"
     r"\b[^.!?;\n]*", " "),
    (r"\ble pour et le contre\b|\bpar contre\b", " toutefois "),
    (r"\bpour (?:ou|et) (?:le )?contre\b|\bfavorables? ou (?:non|defavorables?|pas)\b|\boui ou non\b", " "),
    (r"\b(?:conditions?|climat|moment|contexte|vents?|terrains?|zones?|facteurs?|issue|accueil"
     r"|situation|periode"
     r"|environnement|compte|milieux?) (?:plus |moins |tres )?(?:de)?favorables?\b", " "),
    (r"\b(?:populations?|publics?|personnes?|familles?|quartiers?|classes?"
     r"|menages?) (?:\w+ )?defavorisee?s\b", " "),
    (r"\bpour (?:autant|ma part|moi|l'instant|le moment|finir|conclure|information|memoire|rappel"
     r"|commencer|que"
     r"|nous)\b,?", " "),
    (r"\bnon seulement\b|\bet non\b(?! et)|\bou non\b|\bnon plus\b|\bsinon\b|\bnon-(?=\w)", " "),
    (r"\bqu'on soit (?:pour|contre)[^.,;]*", " "),
    (r"\b(?:mon|ma|mes|un|une) (?:mari|femme|epou\w+|voisine?s?|collegues?|amie?s?|fils|fille"
     r"|conjoint\w*|parents|enfants)\b(?! et moi)[^.!?;\n,]* (?:pour|contre|favorables?|defavorables?"
     r"|opposee?s?|d'accord)\b", " "),
)  # fmt: skip

_FORMAL = (
    (rf"\bavis {_ADVERB}(?:mitigee?s?|partagee?s?|reservee?s?|nuancee?s?|balancee?s?"
     rf"|intermediaire)\b", QUALIFIED, 3, ANY),
    (r"\b(?:avis )?(?:ni (?:pour|favorable) ni (?:contre|defavorable|oppose\w*)"
     r"|ni (?:contre|defavorables?|opposee?s?|hostiles?) ni \w+)\b", QUALIFIED, 3, ANY),
    (rf"\bavis (?:qui (?:est|reste) |est |sera )?(?:n'est )?{_ADVERB}(?:pas|non"
     rf"|peu) {_ADVERB}favorables?\b", AGAINST, 3, ANY),
    (rf"\bavis (?:(?:est|sera|reste|demeure|:|-|–) ?)?(?:donc )?[\"']? ?{_ADVERB}(?:defavorables?"
     rf"|negatifs?|contraires?|contre)\b",
     AGAINST, 3, ANY),
    (rf"\bavis (?:(?:est|sera|reste|demeure|:|-|–) ?)?(?:donc )?[\"']? ?{_ADVERB}(?:favorables?"
     rf"|positifs?|pour)\b", FOR, 3, ANY),
    (r"\b(?:de|d'emettre|d'emettre un|donne|donner|un|mon) avis defavorable\b", AGAINST, 3, ANY),
    (r"\b(?:je |nous )?(?:vote|votons|voterai|voterons) (?:resolument |donc )?(?:contre"
     r"|non)\b", AGAINST, 3, ANY),
    (r"\b(?:je |nous )?(?:vote|votons|voterai|voterons) (?:resolument |donc )?(?:pour|oui)\b", FOR, 3, ANY),
)  # fmt: skip

_DECLARED = (
    (r"\b(?:prononc|conclu|repond|vot)\w* (?:\w+ )?defavorablement\b", AGAINST, 2, ANY),
    (r"\b(?:prononc|conclu|repond|vot)\w* (?:\w+ )?favorablement\b", FOR, 2, ANY),
    (r"\b(?:notre|nos) [^.;]{2,60}? (?:s'est|se sont) prononcee?s? contre\b", AGAINST, 2, OBJECT),
    (r"\b(?:notre|nos) [^.;]{2,60}? (?:s'est|se sont) prononcee?s? pour\b", FOR, 2, OBJECT),
    (r"\b(?:notre|nos|collectif|association|ligue|federation|syndicat|nous|je) [^.;]{0,60}?(?:reiter"
     r"|confirm"
     r"|renouvel|maintien|exprim|redi)\w* (?:mon|notre|son|leur) (?:\w+ )?(?:opposition|desaccord|refus"
     r"|hostilite|rejet)\b", AGAINST, 2, OBJECT),
    (r"\bne (?:doi(?:t|vent)|devrai(?:t|ent)|peu(?:t|vent)|saurai(?:t|ent)) (?:donc )?(?:pas|jamais"
     r"|en aucun cas)"
     r" (?:voir le jour|se faire|aboutir|etre (?:autoris|realis|constru|valid|approuv|adopt|accept)\w+)",
     AGAINST, 2, ANY),
    (r"\b(?:ce|cet|cette|ces|un tel|une telle) [^.;,]{2,40} n'(?:a|ont) (?:pas (?:sa|leur) place"
     r"|rien a faire"
     r"|pas lieu d'etre)\b", AGAINST, 2, ANY),
    (r"\b(?:ne )?(?:peux|peut|pouvons|puis|saurais|saurions) (?:donc )?(?:pas|en aucun cas|nullement) etre "
     rf"{_ADVERB}{_FAVOURABLE}\b", AGAINST, 2, OBJECT),
    (r"\b(?:m'y |nous y |s'y )oppos(?:e|ons|ent|ais)\b(?! (?:absolument )?(?:pas|nullement|en rien))",
     AGAINST, 2, ANY),
    (r"\b(?:suis|sommes|etions) (?:\w+ )?(?:nombreu\w+|plusieurs|beaucoup) a (?:(?:le |la |les "
     r"|nous )?(?:y )?)"
     r"(?:refuser|rejeter|opposer|dire non)\b", AGAINST, 2, OBJECT),
    (r"^(?:(?:le|la|les|l'|notre|nos) ?)(?:collectif|association|ligue|federation|syndicat|groupement"
     r"|comite|amicale"
     r"|confederation|coordination|club)s? [^.;]{0,60}?(?:s'oppose|s'opposent|refuse|refusent|rejette"
     r"|rejettent"
     r"|desapprouve|denonce|conteste)\b(?! (?:\w+ )?pas)", AGAINST, 2, OBJECT),
    (r"^notre [^.;,]{2,40}? (?:refuse|rejette|denonce|conteste|s'oppose a)\b(?! pas)", AGAINST, 2, OBJECT),
    (r"\bil faut y renoncer\b|\b(?:que |qu')(?:on|l'on) (?:l[ea]s? |l'|y )(?:abandonne|retire|annule"
     r"|renonce)\b"
     r"|\b(?:projet|plan|texte) a (?:abandonner|retirer|rejeter|revoir entierement)\b", AGAINST, 2, ANY),
    (r"\bil est (?:\w+ )?(?:urgent|temps|grand temps) d(?:e |')(?:\w+ment )?(?:arreter|abandonner"
     r"|stopper|renoncer a"
     r"|enterrer)\b", AGAINST, 2, NAMED),
    (r"\bun (?:\w+ )?non\b(?! sens)|^non (?:ferme|categorique|definitif|massif|total)\w*", AGAINST, 2, ANY),
    (r"^pour (?=(?:le|la|l'|les|ce|cet|cette|ces) ?[\w' -]{2,40}$)", FOR, 2, NAMED),
    (r"^merci de (?:bien vouloir )?(?:realiser|construire|lancer|faire aboutir|autoriser"
     r"|valider)\b", FOR, 2, NAMED),
    (r"\b(?:ne )?(?:veux|voulons|veut) pas (?:de |d'|voir )[^.;,]{2,50} (?:chez (?:moi|nous)|(?:pres"
     r"|devant|derriere|a cote"
     r"|au-dessus) (?:de |des |d')?(?:chez|nos|ma|mes|notre|la maison))\b", AGAINST, 2, ANY),
    (r"\b(?:m'inscris|nous inscrivons) en faux\b", AGAINST, 2, OBJECT),
    (rf"\b{_AGAINST} (?:a |au |aux |a la |a l'|le |la |les |l')(?:choix (?:du"
     rf"|de la) )?{_PART}\b", QUALIFIED, 2, ANY),
    (rf"\b{_NOT} {_PARTLY} (?:{_FAVOURABLE}|{_AGAINST})", QUALIFIED, 2, OBJECT),
    (rf"\b{_NOT} (?:fermee?s?|insensible) (?:a|au|aux)\b", QUALIFIED, 2, OBJECT),
    (rf"\b{_BE} {_ADVERB}(?:mitigee?s?|partagee?s?|reservee?s?|perplexes?|dubitati(?:f|fs|ve|ves)"
     rf"|nuancee?s?"
     r"|hesitante?s?|moyennement favorables?|moderement favorables?"
     r"|a moitie d'accord)\b", QUALIFIED, 2, OBJECT),
    (r"\b(?:en partie|partiellement|a moitie|moyennement|moderement) (?:d'accord|favorables?|pour"
     r"|contre)\b", QUALIFIED, 2, OBJECT),
    (rf"\b(?:{_BE} |n'est |c'est |est )?{_NOT} {_ADVERB}(?:a l'encontre|{_AGAINST})", FOR, 2, OBJECT),
    (rf"\b(?:{_BE} |est )?{_NOT} {_ADVERB}{_FAVOURABLE}\b", AGAINST, 2, OBJECT),
    (rf"\bni {_FAVOURABLE}\b", AGAINST, 2, OBJECT),
    (rf"\b(?:{_BE} )(?:peu|moins|tres peu) favorables?\b", AGAINST, 2, OBJECT),
    (rf"\b(?:ne )?(?:peux|peut|pouvons|puis|saurais|saurait|saurions|veux|voulons) {_NOT} (?:que "
     rf"|donc )?(?:l'|le |la |y |les )?"
     r"(?:m'|nous |me |s')(?:opposer|y opposer)", FOR, 2, OBJECT),
    (r"\b(?:ne )?(?:peux|peut|pouvons|puis|saurais|saurait) (?:donc )?(?:que|qu') ?(?:m'|nous "
     r"|s')(?:y )?opposer\b", AGAINST, 2, ANY),
    (r"\b(?:ne )?(?:peux|peut|pouvons|puis) (?:donc )?(?:que|qu') ?(?:l'|le |la |y "
     r"|les )?(?:approuver|soutenir|adherer"
     r"|etre (?:favorable|d'accord|pour)|encourager|souscrire)\b", FOR, 2, OBJECT),
    (rf"\b(?:ne )?(?:peux|peut|pouvons|puis|saurais|saurait|saurions|veux"
     rf"|voulons) (?:{_NOT} )?(?:donc )?(?:l'|le |la |y |les )?"
     r"(?:approuver|soutenir|adherer|accepter|cautionner|valider|souscrire|tolerer)\b", AGAINST, 2, OBJECT),
    (r"\b(?:ne m'|ne nous |n'y |m'y |ne s')(?:y )?oppose(?:ons|rai)? (?:absolument "
     r"|nullement )?(?:pas|nullement|en rien)\b", FOR, 2, OBJECT),
    (rf"\b(?:n'|ne )(?:y )?(?:approuve|approuvons|soutiens|soutenons|adhere|adherons|valide|validons"
     rf"|cautionne|veux|veut|voulons"
     rf"|souhaite|souhaitons|accepte|acceptons) {_NOT}\b", AGAINST, 2, OBJECT),
    (r"\b(?:je|nous|on) (?:veux|veut|voulons) pas\b", AGAINST, 2, OBJECT),
    (r"\b(?:rien contre|aucune? (?:objection|opposition|reserve)|pas (?:d'|de )(?:objection"
     r"|opposition|inconvenient|probleme)"
     r"|sans (?:objection|opposition|reserve))\b",
     FOR, 2, ANY),
    (r"\b(?:mon|notre|ma|total|ferme|mes|nos|vive|dire|exprime|exprimer|manifeste"
     r"|manifester) ?(?:\w+ ){0,2}"
     r"(?:opposition|desaccord|refus|desapprobation|hostilite|rejet)\b", AGAINST, 2, OBJECT),
    (rf"^{_ADVERB}(?:opposition|desaccord|refus|rejet|desapprobation)\b(?: (?:totale?|ferme|absolue?"
     rf"|formelle?|complete|categorique|resolue?))?", AGAINST, 2, OBJECT),
    (r"\b(?:mon|notre|exprime|apporte|total|plein|entier|tout) ?(?:\w+ ){0,2}(?:soutien|accord"
     r"|approbation|adhesion|appui)\b",
     FOR, 2, OBJECT),
    (r"^(?:soutien|accord)\b", FOR, 2, OBJECT),
    (r"\b(?:m'|nous nous |nous |s'|on s')(?:y )?oppos(?:e|ons|ent|ais)\b", AGAINST, 2, OBJECT),
    (r"\b(?:je|nous|on) (?:l[ae'] ?)?(?:\w+ment )?(?:refuse|refusons|rejette|rejetons|desapprouve"
     r"|reprouve|reprouvons|desapprouvons|conteste|contestons"
     r"|denonce|denoncons|condamne|condamnons|deplore|deplorons|recuse|recusons)\b", AGAINST, 2, OBJECT),
    (r"\b(?:j'|je |nous |on |(?:notre|nos) [\w' -]{2,40}? )(?:l[ae'] ?|y )?(?:\w+ment )?(?:approuve"
     r"|approuvons|soutiens|soutient"
     r"|soutenons|appuie|appuyons|valide|validons"
     r"|adhere|adherons|plebiscite|encourage|encourageons|souscris|souscrivons|dis oui|disons oui"
     r"|cautionne)\b"
     r"(?: (?:totalement|pleinement|entierement|vivement|tout a fait|a 100 ?%|sans reserve"
     r"|fortement))*", FOR, 2, OBJECT),
    (r"\b(?:dis|disons|notre [\w' -]{2,40}? dit"
     r"|nos [\w' -]{2,40}? disent) (?:\w+ )?non\b", AGAINST, 2, OBJECT),
    (r"\b(?:demande|demandons|exige|exigeons|souhaite|souhaitons|reclame"
     r"|reclamons|prie|prions|conjure|supplie|invite|merci|remercie"
     r"|remercions) (?:\S+ ){0,4}?(?:l'abandon(?: pur et simple)?"
     r"|le retrait|l'annulation"
     r"|le rejet|la suppression|l'arret|d'abandonner|de retirer|de renoncer|d'annuler|de rejeter"
     r"|l'interdiction"
     r"|de s'opposer|de ne pas (?:l'|le |la |les |y )?(?:autoriser|valider|donner suite|realiser"
     r"|poursuivre|accorder)"
     r"|de refuser)\b", AGAINST, 2, OBJECT),
    (r"\b(?:doit|devrait|doivent|faut|soit) (?:etre )?(?:purement et simplement |absolument "
     r"|imperativement )?(?:abandonnee?|retiree?"
     r"|rejetee?|annulee?|refusee?|abandonner|retirer|rejeter|annuler|renoncer|stopper|refuser"
     r"|interdit|interdite)\b", AGAINST, 2, OBJECT),
    (rf"\b(?:suis|sommes|est|reste|me declare|me prononce"
     rf"|nous prononcons) {_ADVERB}{_AGAINST}", AGAINST, 2, OBJECT),
    (rf"\b{_BE} {_ADVERB}{_AGAINST}\b", AGAINST, 2, OBJECT),
    (rf"\b{_BE} {_ADVERB}{_FAVOURABLE}\b(?: (?:a 100 ?%|sans reserve))?", FOR, 2, OBJECT),
    (r"\b(?:que|afin que|pour que) (?:ce|le) projet (?:aboutisse|se fasse|se realise"
     r"|voie le jour)\b", FOR, 2, ANY),
    (r"\b(?:que|afin que|pour que) (?:ce|le) projet ne (?:se fasse|voie|aboutisse"
     r"|soit)\b[^.]{0,20}", AGAINST, 2, ANY),
    (rf"{_OPENS}(?:je |nous |on |moi )?{_ADVERB}(?:pas|non|peu) {_ADVERB}(?:favorables?"
     rf"|d'accord)\b", AGAINST, 2, OBJECT),
    (rf"{_OPENS}(?:je |nous |on |moi |citoyen |habitante? )?{_ADVERB}(?:defavorables?|opposee?s?"
     rf"|hostiles?|en desaccord|contre)\b",
     AGAINST, 2, OBJECT),
    (rf"{_OPENS}(?:je |nous |on |moi )?{_ADVERB}(?:favorables?|d'accord|en faveur)\b", FOR, 2, OBJECT),
    (rf"^(?:je |moi |nous )?{_ADVERB}pour(?= {_PLAN} ?(?:\w+ )?{_THING}\b)", FOR, 2, OBJECT),
    (r"^(?:pour|a fond pour|100 ?% pour)(?= ?(?:$|[,:–-]|a 100))", FOR, 2, ANY),
    (r"(?:^|[,:–-] ?|\bdonc |\bmais )(?:un (?:grand |immense )?)?(?:non|stop|halte|trois fois non"
     r"|niet) (?:et non )?(?=(?:a|au|aux|de|du)\b)", AGAINST, 2, NAMED),
    (r"(?:^|[,:–-] ?|\bdonc |\bmais )(?:un (?:grand |immense )?|mille fois )?oui (?=(?:a|au|aux"
     r"|pour)\b(?! (?:la )?(?:seule )?condition))", FOR, 2, NAMED),
    (r"(?:^|(?<=, )|(?<=\bmais )|(?<=\boui )|(?<=\bsurtout ))(?:surtout )?pas (?:ici|chez nous"
     r"|a cet endroit|la ou|dans (?:notre|ce|mon) (?:village"
     r"|commune|paysage|quartier|secteur|site)"
     r"|de (?:ce|cette|ca)|ce projet|celui-ci|celui-la|sur ce site)\b", AGAINST, 2, ANY),
    (r"\b(?:il n'en est |il est |c'est )?(?:hors de question|pas question)\b", AGAINST, 2, NAMED),
    (r"^(?:surtout )?(?:pas|plus|jamais) (?=de |d'|d')", AGAINST, 2, NAMED),
    (r"^(?:arretez|arretons|abandonnez|renoncez|retirez|laissez tomber)\b", AGAINST, 2, NAMED),
)  # fmt: skip

_JUDGEMENTS = (
    (rf"\b{_JUDGED} (?:n'|ne )(?:est|serait|sera|me semble|me parait|semble"
     rf"|parait) {_NOT} {_ADVERB}(?:{_BAD}|(?:une )?(?:si )?mauvaise? (?:idee|chose|projet))", FOR, 1, ANY),
    (rf"\b{_JUDGED} ?(?:n'|ne )?(?:est|serait|sera|me semble|me parait|semble"
     rf"|parait) {_NOT} {_ADVERB}(?:a la hauteur|serieux|{_GOOD})\b", AGAINST, 1, ANY),
    (rf"\b{_JUDGED} ?{_AGAIN} {_ADVERB}{_BAD}\b(?! (?:de|que|d))", AGAINST, 1, ANY),
    (rf"\b{_JUDGED} ?{_AGAIN} {_ADVERB}{_GOOD}(?= ?(?:$|[,:–-]|mais|et|car|pour|sous|si|cependant"
     rf"|toutefois))", FOR, 1, ANY),
    (rf"^(?:une? )?{_ADVERB}(?:mauvaise? (?:idee|projet|initiative|proposition|mesure|texte)"
     rf"|{_THING} (?:\w+ )?{_BAD})", AGAINST, 1, ANY),
    (rf"^(?:une? |quelle? )?{_ADVERB}(?:bonn?e?|excellente?|belle|beau|super|formidable) (?:idee"
     rf"|projet|initiative|proposition|mesure|chose|texte|nouvelle)", FOR, 1, ANY),
    (r"^(?:bravo|enfin)\b(?= ?(?:$|[,:–-]|pour ce|un projet|une|pour cette))", FOR, 1, ANY),
    (r"^(?:aberration|scandale|honte|inutile|inacceptable|absurde|inadmissible|aberrant|scandaleux"
     r"|honteux)$", AGAINST, 1, ANY),
    (r"^(?:oui|ok|yes|tout a fait|absolument|evidemment|d'accord|mille fois oui"
     r"|oui oui)\b(?: oui\b)*", FOR, 1, ANY),
    (r"^(?:ah |mais |encore une fois )?(?:non|nan|niet|surtout pas|certainement pas|absolument pas"
     r"|jamais de la vie|jamais(?= ?(?:$|,)))\b(?: et non)?(?: non\b)*(?: merci)?", AGAINST, 1, ANY),
    (r"^(?:contre)(?= ?(?:$|[,:–-]))", AGAINST, 2, ANY),
    (r"(?<=\bdonc )non$|\bc'est (?:donc |un |un grand |toujours )?non\b(?!-)", AGAINST, 2, ANY),
    (r"(?<=: )non$|\bn'en (?:veux|veut|voulons) (?:pas|plus)\b", AGAINST, 2, ANY),
    (r"^(?:vive|vivement) (?=\w)", FOR, 2, NAMED),
    (r"^(?:stop|halte) (?=\w)", AGAINST, 2, NAMED),
    (r"^(?:ne |n')(?!abandonn|renonc|retir|supprim|oubli|hesit|lach|ced|toler|craign"
     r"|ecout)\w+ez (?:pas|plus|jamais)\b", AGAINST, 2, NAMED),
    (r"\b(?:souhaite|souhaitons|espere|esperons) que\b(?=[^,]{0,60}\b(?:mise?s? en (?:place|oeuvre)"
     r"|adoptee?s?|approuvee?s?|realisee?s?)\b)",
     FOR, 2, NAMED),
    (r"\bil (?:est|serait) (?:inacceptable|inadmissible|impensable|scandaleux|absurde) (?=de|d'|que|qu')"
     r"|\bil n'est pas (?:acceptable|admissible|envisageable|question) (?=de|d'|que"
     r"|qu')", AGAINST, 1, NAMED),
    (rf"\b(?:je trouve|nous trouvons"
     rf"|on trouve) (?:que )?{_PLAN} ?{_THING}(?: est)? {_ADVERB}{_BAD}\b", AGAINST, 1, ANY),
    (rf"\b(?:je trouve|nous trouvons"
     rf"|on trouve) (?:que )?{_PLAN} ?{_THING}(?: est)? {_ADVERB}{_GOOD}\b", FOR, 1, ANY),
    (r"\bc'est (?:donc |un |un grand )?oui\b", FOR, 2, ANY),
    (r"^(?:refusons|rejetons|disons non a|sauvons|empechons)\b", AGAINST, 2, NAMED),
    (r"\bdefavorables? (?:ailleurs|pour le reste|sinon)\b", QUALIFIED, 2, ANY),
    (rf"^{_ADVERB}(?:mitigee?s?|partagee?s?|reservee?s?|sceptiques?)(?= ?(?:$|[,:–-]))", QUALIFIED, 2, ANY),
    (r"^pourquoi pas\b(?=.)", FOR, 1, ANY),
    (rf"^{_BAD}(?= ?(?:$|[,:–-]|que? ce|ce|cet|cette|ces)\b)", AGAINST, 1, ANY),
    (rf"^(?:une? )?[\w-]+ {_ADVERB}{_BAD}(?= ?(?:$|et |,))", AGAINST, 1, ANY),
    (r"\b(?:nul|aucun|pas) besoin (?=d(?:e |'))", AGAINST, 1, NAMED),
    (r"\b(?:va|vont) dans le bon sens\b", FOR, 1, ANY),
    (r"\bje dis bravo\b", FOR, 1, ANY),
    (r"^laissez .{1,40} (?:tranquilles?|en paix|en l'etat|comme (?:elle|il|ils|elles|c'"
     r"|ca))", AGAINST, 1, ANY),
    (r"^(?:ce|cet|cette|ces) [\w-]+ (?:[\w'-]+ ){0,5}?(?:est|serait|sera) (?:vraiment "
     r"|donc )?(?:une (?:vraie |belle |grande )?"
     r"(?:chance|opportunite|bonne (?:chose|idee|nouvelle)))\b", FOR, 1, ANY),
    (r"^(?:ce|cet|cette|ces) [\w-]+ (?:[\w'-]+ ){0,5}?(?:est|serait|sera) (?:vraiment "
     r"|donc )?(?:une (?:vraie |veritable |pure )?"
     r"(?:aberration|folie|heresie|catastrophe|mauvaise (?:chose|idee)))\b", AGAINST, 1, ANY),
)  # fmt: skip

TURNS = turns(
    neutral=_NEUTRAL,
    ordered=(*_FORMAL, *_DECLARED, *_JUDGEMENTS),
    named=(
        rf"ce|cet|cette|ces|cela|ceci|ca|y|celui-ci|celle-ci|que|ceux-ci|tout|construire|faire"
        rf"|realiser|installer|{_THING}"
        rf"|l'(?:experimentation|essai|initiative|idee|article|arrete|operation|amenagement"
        rf"|avant-projet)|experimentation|essai|test|implantations?|installations?|constructions?|creation"
        r"|realisation|mise en (?:place|oeuvre|compatibilite)|extension|suppression|interdiction|obligation"
        r"|ouverture|fermeture|generalisation|deploiement|enquete|autorisation|demande|objet|etat"
        r"|principe|zonage|traces?|betonisation|betonner|urbaniser|artificialiser|urbanisation"
        r"|destruction|artificialisation|ensemble"
        r"|titre|100|sa|son|ses|voir|l'idee|l'ensemble|telle?s?"
    ),
    introduced=(
        r"(?:a|au|aux|de|du|des|d'\w+|la|le|les|l'\w+|avec|pour|par|que|qu'\w+|contre|un|une|tout"
        r"|toute|ce|cet|cette|ces"
        r"|cela|ca|y|mon|ma|mes|notre|nos|votre|vos|son|sa|ses|leur|leurs|en)\b"
    ),
    stops=(
        r" ?(?:\ba (?:la |une |l'expresse |certaines? )?(?:seule |double )?conditions?\b|,|:|\(|–"
        r"| - |⟨|·|\bmais\b|\bet\b|\bcar\b|\bparce\b|\bpuisque\b|\bsi\b|\bsous\b"
        r"|\bsauf\b|\bpour (?=les|des|plusieurs|diverses|de)"
        r"|\bafin\b|\bau (?:vu|regard|titre)\b|\beu egard\b|\bdu fait\b|\bvu\b|\ba cause\b|\btoutefois\b"
        r"|\bcependant\b|\ben raison\b|\bcompte tenu\b|\bavec (?:des|quelques"
        r"|une?|deux)\b|\bdonc\b|\bqui\b)"
    ),
    reserve=(
        r"\b(?:sous (?:la |les |quelques |certaines |toutes? |deux |trois )*(?:reserves?"
        r"|conditions?)|a (?:la |les |certaines |deux |trois "
        r"|quelques |une |l'expresse |plusieurs )?(?:seule |double )?conditions?\b|mais(?! aussi"
        r"| surtout,| il est temps| pourquoi)(?:\b|$)"
        r"|toutefois|cependant|neanmoins|sauf|avec (?:des |quelques |certaines |une |deux |trois "
        r"|plusieurs |la |les |cette |de (?:fortes|serieuses|grandes) )"
        r"?(?:reserves?|conditions?|bemols?|nuances?|recommandations?)|excepte|hormis|a l'exception"
        r"|pourvu que|dans la mesure ou|seulement si"
        r"|uniquement si|si et seulement|si (?:et|l'on|on|la|le|les|elle|il|ils|des|aucun|ce|cela"
        r"|nous|une?)\b|a moins que|en revanche|bemol"
        r"|je regrette|dommage|tant que|,? (?:mais )?pas (?:sur|pour|a|au|aux|dans) |si *$"
        r"|^ *sur le principe|(?:assortie?"
        r"|accompagnee?) de (?:\w+ )?(?:reserves?|conditions?))"
    ),
    proviso=(
        r"^(?:oui )?(?:sous (?:\w+ )?(?:reserves?|conditions?)|a (?:la )?condition|pourvu que"
        r"|sauf|si )\b"
    ),
    concession=r"\b(?:meme si|bien que|quoique|quand bien meme)\b[^,]*$",
    turn=(
        r"^(?:mais|toutefois|cependant|neanmoins|en revanche|seul bemol|une? (?:seule? )?(?:reserve"
        r"|bemol|condition)"
        r"|a condition|sous reserve|sauf|attention cependant|attention toutefois"
        r"|j'emets (?:\w+ )?(?:\w+ )?reserves?|je regrette)\b"
    ),
    but=r"\b(?:mais|cependant|toutefois|neanmoins|pourtant|donc|alors)\s*(?:\w+\s+){0,3}$",
)
