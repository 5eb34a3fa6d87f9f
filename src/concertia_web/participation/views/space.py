"""In the space: what came on line, the desk that answers by number, personal codes, translations."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.publics import public_label
from concertia_web.contributions.slips import whereabouts
from concertia_web.contributions.words import COLUMN_LABELS
from concertia_web.moderation.telling import decision_words
from concertia_web.papers.downloads import download
from concertia_web.papers.facts import frame
from concertia_web.papers.kit import Kit
from concertia_web.participation import codes, opening, permissions, services
from concertia_web.participation.forms import LANGUAGES, CodesForm, TranslationForm
from concertia_web.participation.lists import key_asked, keyed, translations_shown
from concertia_web.participation.models import CodeBatch, Participant, Translation
from concertia_web.participation.sheets import codes_pdf, codes_xlsx
from concertia_web.participation.views.finding import actor_of, own_consultation
from concertia_web.participation.words import contributions_words, number_of
from concertia_web.positions.words import SEED_MARK
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 30
_NUMBER = re.compile(r"\s*(?:n\s*°?\s*)?([eE]?)\s*0*(\d{1,15})\s*")


@require_safe
@never_cache
@in_space
def overview(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """What came on line, with what was verified; the desk; where to go."""
    consultation = own_consultation(territory, slug)
    actor = actor_of(request)
    require(permissions.see_participation, actor, consultation)
    online = Contribution.objects.filter(
        consultation=consultation, channel=Contribution.Channel.ONLINE, removed=None
    ).exclude(source_id=SEED_MARK)
    state = Contribution.Moderation
    counts = online.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(moderation=state.WAITING)),
        accepted=Count("pk", filter=Q(moderation=state.ACCEPTED)),
        published=Count("pk", filter=Q(moderation=state.ACCEPTED) & opening.public_now(consultation)),
        hidden=Count("pk", filter=Q(moderation=state.HIDDEN)),
    )
    context = {
        "consultation": consultation,
        "counts": counts,
        "later": counts["accepted"] - counts["published"],
        "participations": Participant.objects.filter(consultation=consultation).count(),
        "words": contributions_words(consultation, counts["total"]),
        "collects": opening.collects_online(consultation),
        "open": opening.writing_open(consultation),
        "closed": opening.why_closed(consultation),
        "asks_codes": consultation.proof == Consultation.Proof.CODES,
        "may_kiosk": permissions.hold_kiosk(actor, consultation),
        "may_translate": permissions.translate(actor, consultation),
        **_asked(request, consultation),
    }
    return render(request, "participation/overview.html", context)


def _asked(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    """The number that somebody reads on the telephone, and what to read back to them."""
    asked = request.GET.get("numero", "").strip()[:40]
    if not asked:
        return {"asked": "", "problem": "", "found": None}
    read = _NUMBER.fullmatch(asked)
    if read is None:
        problem = "Un numéro s’écrit 0417 (sur papier) ou E1234 (en ligne)."
        return {"asked": asked, "problem": problem, "found": None}
    rows = Contribution.objects.filter(consultation=consultation).select_related(
        "consultation__territory", "consultation__commitment__campaign", "session"
    )
    number = int(read.group(2))
    named = rows.filter(pk=number) if read.group(1) else rows.filter(slip=number)
    note = named.filter(removed=None).first() or named.order_by("-removed").first()
    if note is None:
        problem = (
            "Aucune contribution de cette concertation ne porte ce numéro. Vérifiez-le : 0417 sur un papier, "
            "E1234 quand on a écrit en ligne."
        )
        return {"asked": asked, "problem": problem, "found": None}
    return {
        "asked": asked,
        "problem": "",
        "found": whereabouts(note),
        "number": number_of(note),
        "decision": decision_words(note),
        "column": COLUMN_LABELS[note.declared_kind],
        "public": public_label(consultation, note.public) if note.public else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_space
def code_batches(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The batches of codes; making one answers with the file, which nothing can make again."""
    consultation = own_consultation(territory, slug)
    actor = actor_of(request)
    require(permissions.see_participation, actor, consultation)
    form = CodesForm(request.POST or None)
    if request.method == "POST":
        require(permissions.make_codes, actor, consultation, _why_no_codes(consultation))
        if form.is_valid():
            return _sheet(request, consultation, form)
    batches = CodeBatch.objects.filter(consultation=consultation).annotate(
        total=Count("codes"),
        used=Count("codes", filter=Q(codes__used__isnull=False)),
        again=Sum("codes__refused"),
    )
    context = {
        "consultation": consultation,
        "form": form,
        "batches": batches,
        "may_make": permissions.make_codes(actor, consultation),
        "why_not": _why_no_codes(consultation),
    }
    status = 400 if form.errors else 200
    return render(request, "participation/codes.html", context, status=status)


def _why_no_codes(consultation: Consultation) -> str:
    if consultation.proof != Consultation.Proof.CODES:
        return "La règle du jeu de cette concertation ne demande pas de code personnel."
    return "Les codes se font avant la clôture, par la personne chargée de la concertation."


def _sheet(request: HttpRequest, consultation: Consultation, form: CodesForm) -> HttpResponse:
    said = form.cleaned_data
    _batch, made = codes.make_batch(
        actor=actor_of(request), consultation=consultation, count=said["count"], label=said["label"]
    )
    kit = Kit(frame(consultation.territory, consultation.commitment, consultation), consultation, "fr")
    if said["sheet"] == "xlsx":
        response = download(codes_xlsx(kit, made, said["label"]), "codes.xlsx", XLSX)
    else:
        response = download(codes_pdf(kit, made, said["label"]), "codes.pdf", "application/pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@in_space
def code_cancel(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Cancel the codes of a batch that have not served."""
    consultation = own_consultation(territory, slug)
    require(permissions.make_codes, actor_of(request), consultation, _why_no_codes(consultation))
    batch = get_object_or_404(CodeBatch.objects.select_related("consultation__territory"), pk=pk,
                              consultation=consultation)  # fmt: skip
    codes.cancel_batch(actor=actor_of(request), batch=batch)
    messages.success(request, "Les codes de ce lot qui n’avaient pas servi n’ouvrent plus rien.")
    return redirect("space:participation-codes", territory.slug, consultation.slug)


@require_safe
@in_space
def translations(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Contributions in another language than French first, with the translations they have."""
    consultation = own_consultation(territory, slug)
    require(permissions.translate, actor_of(request), consultation)
    rows = Contribution.objects.filter(consultation=consultation, removed=None)
    every = request.GET.get("toutes") == "oui"
    if not every:
        rows = rows.exclude(language__in=("fr", ""))
    page = keyed(
        rows.prefetch_related("translations"),
        PAGE,
        before=key_asked(request.GET.get("avant")),
        after=key_asked(request.GET.get("apres")),
    )
    lines = [(note, number_of(note), LANGUAGES.get(note.language, note.language)) for note in page.rows]
    context = {"consultation": consultation, "page": page, "lines": lines, "every": every}
    return render(request, "participation/translations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def translation(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Translate one contribution."""
    consultation = own_consultation(territory, slug)
    actor = actor_of(request)
    require(permissions.translate, actor, consultation)
    rows = Contribution.objects.select_related("consultation__territory")
    rows = rows.prefetch_related(translations_shown())
    note = get_object_or_404(rows, pk=pk, consultation=consultation)
    first = "en" if note.language in ("fr", "") else "fr"
    initial = {"language": first, "translator": actor.function if actor.user else ""}
    form = TranslationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.put_translation(actor=actor, contribution=note, **form.cleaned_data)
        messages.success(request, "La traduction est à côté du texte, avec le nom de qui l’a faite.")
        return redirect("space:participation-translations", territory.slug, consultation.slug)
    context = {
        "consultation": consultation,
        "note": note,
        "number": number_of(note),
        "language": LANGUAGES.get(note.language, note.language),
        "translations": [
            (one, LANGUAGES.get(one.language, one.language), one in note.translations.all())
            for one in Translation.objects.filter(contribution=note)
        ],
        "form": form,
    }
    return render(request, "participation/translation.html", context, status=400 if form.errors else 200)


@require_POST
@in_space
def translation_remove(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Take a translation away."""
    consultation = own_consultation(territory, slug)
    require(permissions.translate, actor_of(request), consultation)
    rows = Translation.objects.select_related("contribution__consultation__territory")
    held = get_object_or_404(rows, pk=pk, contribution__consultation=consultation)
    note = held.contribution_id
    services.remove_translation(actor=actor_of(request), translation=held)
    messages.success(request, "La traduction est retirée.")
    return redirect("space:participation-translation", territory.slug, consultation.slug, note)
