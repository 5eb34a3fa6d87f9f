"""Titles of columns, as form tools, platforms and town halls write them, and what they hold.

A title is compared without accents, case, punctuation and leading possessives. Names that identify a person
are recognised here too: such columns never enter a corpus.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from concertia.corpus.text import without_double_encoding

# For each role, titles in their plain form, separated by |, most telling first.
TITLES: dict[str, str] = {
    "text": "texte|text|verbatim|verbatims|contribution|contributions|texte de la contribution|proposition|"
    "contenu|contenu de la contribution|texte de la proposition|contenu de la proposition|idee|idees|avis|"
    "commentaire|commentaires|message|reponse|reponses|reponse libre|texte libre|expression libre|"
    "champ libre|expression|remarque|remarques|observation|observations|suggestion|suggestions|note|notes|"
    "post it|postit|argument|description|description de la proposition|corps|corps du texte|content|comment|"
    "comments|comment body|comment text|body|body text|bodytext|survey text|statement|answer|response|"
    "proposal|idea|opinion|feedback|sticky note|citation|propos|parole|paroles|point de vue|element|enonce",
    "title": "titre|titre de la proposition|titre de la contribution|titre de l idee|intitule|objet|sujet|"
    "title|subject|nom du projet|nom de la proposition|titre du projet",
    "id": "id|n|no|num|numero|id contribution|contribution id|id de la contribution|identifiant contribution|"
    "identifiant de la contribution|numero de la contribution|n de la contribution|id proposition|"
    "identifiant de la proposition|numero de la proposition|id reponse|id de la reponse|response id|"
    "id id de la reponse|reponse id|numero de reponse|numero de serie|serial number|sid|reference|ref|"
    "comment id|statement id|proposal id|answer id|record id|uuid|contributions id|arg id|identifiant|"
    "n d ordre|numero d ordre|n observation|n de l observation|numero d observation|n contribution|"
    "n avis|cle",
    "parent": "parent|parent id|id parent|id du parent|en reponse a|reponse a|reply to|in reply to|"
    "contribution parente|identifiant parent|parent comment id",
    "author": "auteur|auteur id|auteur e|pseudo|pseudonyme|author|author id|id auteur|identifiant auteur|"
    "identifiant de l auteur|code auteur|repondant|id repondant|code repondant|code du repondant|numero de "
    "repondant|identifiant du repondant|participant|"
    "participant id|id participant|code participant|identifiant participant|user id|uid|speaker|interview|"
    "contributeur|id contributeur|numero d anonymat|code anonyme|authorid",
    "date": "horodateur|date|date de soumission|submitdate date de soumission|submitdate|date d envoi|"
    "date de la contribution|date de contribution|date de depot|date de creation|date de publication|"
    "date de reponse|date et heure|heure de fin|completion time|timestamp|submitted at|submission date|"
    "created at|createdat|created|creation date|published at|publishedat|datetime|datestamp|"
    "datestamp date de la derniere action|date de la reponse|start date|heure de debut|start time|publie le|"
    "depose le|cree le|date saisie|date de saisie|submit date",
    "territory": "territoire|collectivite|territory|commune|commune de residence|nom de la commune|ville|"
    "ville de residence|quartier|quartier de residence|arrondissement|secteur|zone|district|city|"
    "municipality|town|canton|intercommunalite|epci|code postal|cp|code insee|insee|departement|region|"
    "zip code|zipcode|zip|authorzipcode|postcode",
    "public": "public|publics|type de public|categorie de public|profil|profil du participant|"
    "type de participant|type d acteur|type de contributeur|categorie d acteur|college|vous etes|etes vous|"
    "qui etes vous|je suis|audience|author type|authortype|type d auteur|categorie socioprofessionnelle|csp",
    "session": "session|atelier|nom de l atelier|seance|reunion|rencontre|evenement|table|numero de table|"
    "n de table|groupe|sous groupe|workshop|event|meeting|temps d echange|lieu|lieu de l atelier|date de l "
    "atelier",
    "question": "question|question posee|intitule de la question|libelle de la question|consigne|prompt|"
    "thematique|theme|axe|rubrique|topic|section|questionindex",
    "kind": "type|nature|nature de la contribution|type de contribution|type de la contribution|categorie|"
    "famille|colonne|kind|category|couleur|type de note|type d idee|registre",
    "voice": "voix|voice|parole individuelle ou collective|individuel ou collectif|"
    "individuelle ou collective|individuel collectif|portee|porteur|type de parole|type de voix|"
    "contribution individuelle ou collective",
    "capture": "saisie|mode de saisie|capture|recueil|mode de recueil|maniere de recueillir",
    "voice_count": "nombre de personnes|nb personnes|nb de personnes|effectif|nombre de participants|"
    "nb participants|nb de participants|nombre de voix|group size|taille du groupe",
    "organisation": "organisation|nom de l organisation|nom de l organisme|organisme|association|"
    "nom de l association|structure|nom de la structure|institution|organization|entreprise",
    "moderation": "moderation|statut de moderation|statut moderation|etat de moderation|etat moderation|"
    "decision de moderation|resultat de moderation|moderation status|moderation state|moderated|modere|"
    "moderee|statut|statut de la contribution|statut de la proposition|etat|etat de la contribution|"
    "etat de la proposition|statut de publication|etat de publication|publication status|status",
    "moderation_reason": "motif de moderation|motif de la moderation|raison de moderation|"
    "raison de la moderation|moderation reason|motif de rejet|motif du rejet|raison du rejet|motif de refus|"
    "motif du refus|raison du refus|rejection reason|motif|raison|reason",
    "age": "age|tranche d age|tranches d age|classe d age|groupe d age|categorie d age|age revolu|"
    "quel est votre age|quel age avez vous|dans quelle tranche d age etes vous|age range|age group|"
    "age bracket|what is your age|how old are you|alter|altersgruppe",
    "sex": "sexe|genre|sex|gender|geschlecht|quel est votre sexe|quel est votre genre|etes vous",
    "language": "langue|language|lang|locale|langue de depart|startlanguage langue de depart|startlanguage",
    "dots": "gommettes|nombre de gommettes|nb gommettes|nb de gommettes|gommette|pastilles|nb pastilles|"
    "points|"
    "nombre de points|nb points|dots|votes|nombre de votes|nb votes|nb de votes|soutiens|nombre de soutiens|"
    "likes|j aime|nombre de j aime|nb likes|priorite gommettes",
    "support": "soutien|soutien dans la salle|appui|adhesion|degre d accord|accord de la salle|support|"
    "room support|partage|consensus",
    "position": "position|stance|sens|pour ou contre|pour contre|favorable ou defavorable|positionnement",
    "agree": "pour|d accord|agree|agrees|ok|votes pour|nb pour|nombre de pour|nombre d accords|"
    "nb d accord|favorable|favorables|accord|accords|votes ok|oui|upvotes|votes favorables|contributions "
    "votescountok|"
    "votescountok|likes|nombre de likes|nb likes",
    "disagree": "contre|pas d accord|disagree|disagrees|nok|votes contre|nb contre|nombre de contre|"
    "nombre de desaccords|nb pas d accord|defavorable|defavorables|desaccord|desaccords|votes nok|non|"
    "downvotes|votes defavorables|contributions votescountnok|votescountnok|"
    "dislikes|nombre de dislikes|nb dislikes",
    "pass": "je passe|passe|pass|passes|passed|neutre|neutres|sans avis|abstention|abstentions|blanc|blancs|"
    "ne se prononce pas|ne se prononcent pas|nspp|votes neutres",
    "mixed": "mitige|mitiges|mitigee|mixed|nuance|nuances|votes mitiges|partage|partages|"
    "contributions votescountmitige|votescountmitige",
    "voter": "votant|votants|id votant|voter|voter id|electeur|identifiant votant|participant|participant id|"
    "id participant|user id|auteur du vote|repondant",
    "vote": "vote|valeur|valeur du vote|value|choix|position|vote value",
    "statement": "statement id|statement|comment id|id contribution|contribution id|id proposition|"
    "proposal id|identifiant de la proposition|identifiant de la contribution|tid|contribution|proposition",
}
PERSONAL = (
    "email|e mail|mail|emails|courriel|adresse e mail|adresse email|adresse mail|adresse de messagerie|"
    "adresse electronique|adresse courriel|email address|telephone|tel|numero de telephone|n de telephone|"
    "portable|mobile|phone|phone number|nom|noms|prenom|prenoms|nom et prenom|nom prenom|prenom nom|"
    "prenom et nom|nom de famille|nom complet|nom et prenoms|name|first name|firstname|last name|lastname|"
    "full name|surname|nom d utilisateur|nom utilisateur|username|user name|ip|adresse ip|ip address|"
    "ipaddr|ipaddr adresse ip|adresse|adresse postale|adresse du domicile|address|street|rue|"
    "numero et rue|token|token code|jeton|code d acces|code d invitation|refurl|refurl url de reference|"
    "user agent|date de naissance|"
    "birth date|birthdate|date of birth|annee de naissance|signature|facilitateur|animateur|animatrice|"
    "facilitatrice|"
    "nom de l animateur|coordonnees|contact|numero de securite sociale|civilite|author name|nom de l auteur|"
    "nom du participant|nom du contributeur"
)
PERSONAL_WORDS = re.compile(
    r"\b(e ?mail|courriel|messagerie|telephone|prenoms?|adresse ip|ip address|ipaddr|date de naissance|"
    r"nom de famille|votre nom|adresse postale|numero de portable|first name|last name|phone)\b"
)
IGNORED = re.compile(
    r"^(statut|status|etat|url|lien|liens|link|permalien|image|images|photo|photos|piece jointe|pieces "
    r"jointes|"
    r"latitude|longitude|lat|lng|lon|x|y|coordonnees gps|geo point|last ?page.*|derniere page|seed.*|"
    r"graine|modifie|brouillon|termine|completed|mots cles|tags|etiquettes|categories|labels?|"
    r"suite donnee.*|suites donnees.*|reponse (de|d|du|des) (la |l |le |les )?(mairie|ville|collectivite|"
    r"metropole|"
    r"service|services|elus|elu|porteur|maitre).*|"
    r"moderation.*|motif de (rejet|moderation).*|age|tranche d age|votre age|genre|sexe|score)$"
)
QUESTION_START = re.compile(
    r"^(que|qu|quel|quels|quelle|quelles|quoi|comment|pourquoi|ou|qui|avez|souhaitez|pensez|selon|pour vous|"
    r"a votre avis|si vous|decrivez|racontez|partagez|exprimez|indiquez|precisez|donnez|citez|what|how|why|"
    r"which|do you|please|was|wie|warum|welche)\b"
)
PLACE_WORDS = re.compile(
    r"^(dans |de |sur )?quel(le)? (est )?(votre |la |le )?(commune|ville|quartier|code postal|territoire|"
    r"arrondissement|departement)\b|\bhabitez\b|"
    r"^(commune|ville|quartier|code postal|territoire|departement) (de|d|du) "
    r"(residence|habitation|domicile|lieu)\b"
)
PUBLIC_WORDS = re.compile(
    r"^(vous etes|je suis|vous (repondez|participez) en tant que|en tant que|vous etes plutot|"
    r"etes vous (plutot |un |une |habitante?|agente?|elue?)\b.*)$"
)
WRAPPING = re.compile(
    r"^(?:(?:export|contributions?|versions?|proposals?|propositions?|data|attributes|fields|node|"
    r"records?)\s+)+(?=\S)"
    r"|\s+(?:fr|en)$"
)
POSSESSIVE = re.compile(
    r"^(votre|vos|notre|nos|ma|mon|mes|leurs?|le|la|les|l|un|une|your|our|the|my)\s+(?=\S)"
)


@lru_cache(maxsize=8192)
def plain(title: str) -> str:
    """A title without accents, case, punctuation and leading article or possessive."""
    title = without_double_encoding(title)[0]
    letters = unicodedata.normalize("NFKD", title.replace("°", " ").replace("œ", "oe")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    words = " ".join(kept.split())
    return POSSESSIVE.sub("", words) or words


def word_key(word: str) -> str:
    """What a word of the source is compared by: its plain form, or itself where it has no letter (−1, ✗)."""
    return plain(word) if any(c.isalpha() for c in word) else word.strip()


RANKS: dict[str, dict[str, int]] = {
    role: {title: rank for rank, title in reversed(list(enumerate(titles.split("|"))))}
    for role, titles in TITLES.items()
}
PERSONAL_TITLES = frozenset(PERSONAL.split("|"))


def rank(role: str, title: str) -> int | None:
    """How telling a title is for a role (0 is best); ``None`` if it does not name it.

    ``contribution_versions_title`` and ``body/fr`` are read as ``title`` and ``body``.
    """
    found = [RANKS[role][words] for words in readings(title) if words in RANKS[role]]
    return found[0] if found else None


@lru_cache(maxsize=8192)
def readings(title: str) -> tuple[str, ...]:
    """Plain forms of a title: whole, without the wrapping of a platform, each half of ``code. label``,
    without what it ends with in brackets (« Contribution (500 signes) »)."""
    words = plain(title)
    bare = plain(re.sub(r"\s*\([^()]*\)\s*$", "", title))
    code, dot, label = title.partition(". ")
    parts = (plain(code), plain(label)) if dot and " " not in code.strip() else ()
    return tuple(dict.fromkeys((words, WRAPPING.sub("", words), *parts, *filter(None, [bare]))))


def is_known(title: str) -> bool:
    """Whether a title names any role, personal data or something we leave aside."""
    return names_person(title) or is_ignored(title) or any(rank(role, title) is not None for role in RANKS)


def names_person(title: str) -> bool:
    """Whether a title announces personal data."""
    named = not PERSONAL_TITLES.isdisjoint(readings(title))
    return named or bool(PERSONAL_WORDS.search(plain(title)))


def is_ignored(title: str) -> bool:
    """Whether a title announces something that a corpus does not hold: links, states, answers of services."""
    return any(IGNORED.match(words) for words in readings(title))


def names_moderation(title: str) -> bool:
    """Whether a title can only be that of moderation: ``Statut`` may be anything else."""
    return rank("moderation", title) is not None and "moder" in plain(title)


def asks_question(title: str) -> bool:
    """Whether a title is itself the question that was asked, as in exports of form tools."""
    return title.rstrip(" *:\xa0").endswith("?") or (
        len(plain(title)) > 20 and bool(QUESTION_START.match(plain(title)))
    )
