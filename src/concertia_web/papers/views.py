"""The ready papers of a territory, and the calendar feed of a concertation."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.campaigns.models import Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.papers import permissions, services
from concertia_web.papers.composing import compose
from concertia_web.papers.downloads import download
from concertia_web.papers.facts import Frame, frame
from concertia_web.papers.feed import calendar
from concertia_web.papers.forms import DETAILS, ChoiceForm, DetailsForm
from concertia_web.papers.models import PaperDetails
from concertia_web.papers.packs import papers
from concertia_web.papers.tone import neutral_because
from concertia_web.papers.word import word_file
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space, of_territory

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Choice(NamedTuple):
    """What the papers are about, and why they are neutral if they are."""

    frame: Frame
    form: ChoiceForm
    neutral: str


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def papers_page(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Every paper, what is missing in it, and the form that completes them all."""
    actor = request.actor  # type: ignore[attr-defined]
    require(permissions.read_papers, actor, territory)
    may_fill = permissions.fill_papers(actor, territory)
    details = PaperDetails.objects.filter(territory=territory).first() or PaperDetails(territory=territory)
    form = DetailsForm(request.POST or None, instance=details)
    if request.method == "POST":
        require(permissions.fill_papers, actor, territory)
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in DETAILS}
            services.save_details(territory=territory, values=values, actor=actor)
            messages.success(request, "C’est enregistré. Les papiers ci-dessous en tiennent compte.")
            return redirect(request.get_full_path())
    choice = _choice(request.GET, territory)
    made = [(pack, compose(pack, choice.frame)) for pack in papers().values()]
    context = {
        "made": made,
        "choice": choice,
        "form": form,
        "may_fill": may_fill,
        "query": _query(choice),
        "empty": choice.frame.consultation is None and choice.frame.campaign is None,
    }
    return render(request, "papers/papers.html", context)


@require_safe
@in_space
def paper_file(request: HttpRequest, territory: Territory, key: str) -> HttpResponse:
    """One paper, in DOCX."""
    require(permissions.read_papers, request.actor, territory)  # type: ignore[attr-defined]
    pack = papers().get(key)
    if pack is None:
        raise Http404
    made = compose(pack, _choice(request.GET, territory).frame)
    return download(word_file(made), f"{key}-{territory.slug}.docx", WORD)


@require_safe
@of_territory
def calendar_feed(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """The meetings of a public concertation, for calendars that subscribe."""
    consultation = get_object_or_404(Consultation.objects.select_related("territory"), slug=slug)
    if not permissions.follow_calendar(request.actor, consultation):  # type: ignore[attr-defined]
        raise Http404
    feed = calendar(consultation, get_language() or "fr")
    return download(feed, f"{consultation.slug}.ics", "text/calendar; charset=utf-8")


def _choice(asked: QueryDict, territory: Territory) -> Choice:
    """What the address asks for; without a word, the last concertation and its campaign."""
    form = ChoiceForm(asked or None, territory=territory)
    if asked and form.is_valid():
        consultation: Consultation | None = form.cleaned_data["concertation"]
        commitment: Commitment | None = form.cleaned_data["engagement"]
        tone = form.cleaned_data["ton"]
    else:
        consultation = form.fields["concertation"].queryset.first()  # type: ignore[attr-defined]
        commitment = consultation.commitment if consultation else None
        commitment = commitment or form.fields["engagement"].queryset.first()  # type: ignore[attr-defined]
        tone = ""
        if not asked:
            form = ChoiceForm(
                territory=territory,
                initial={
                    "concertation": consultation.slug if consultation else None,
                    "engagement": commitment,
                    "ton": "",
                },
            )
    neutral = neutral_because(consultation, tone)
    made = frame(territory, commitment, consultation, neutral=bool(neutral))
    return Choice(made, form, neutral)


def _query(choice: Choice) -> str:
    """The same choice, for the links of the files: what is read on the page is what is downloaded."""
    query = QueryDict(mutable=True)
    query["concertation"] = choice.frame.consultation.slug if choice.frame.consultation else ""
    form = choice.form
    if form.is_bound and form.is_valid():
        engagement, tone = form.cleaned_data["engagement"], form.cleaned_data["ton"]
        query["engagement"], query["ton"] = str(engagement.pk) if engagement else "", tone
    else:
        engagement = form.initial.get("engagement")
        query["engagement"], query["ton"] = str(engagement.pk) if engagement else "", ""
    return query.urlencode()
