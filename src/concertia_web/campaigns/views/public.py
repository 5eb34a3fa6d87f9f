"""What everyone reads of a campaign, and how a territory says that it is interested."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_scopes import scopes_disabled

from concertia_web.campaigns import gate, services, texts
from concertia_web.campaigns.forms import InterestForm
from concertia_web.campaigns.map import campaign_map
from concertia_web.campaigns.models import Campaign, CampaignText, Commitment, Interest
from concertia_web.campaigns.pulse_questions import QUESTIONS, valid
from concertia_web.languages import EASY, TextMap
from concertia_web.returns.models import ReturnVersion
from concertia_web.territories import official
from concertia_web.territories.forms import BY_HAND, SearchForm

ORDER = [state.value for state in Commitment.State]


def _public() -> Any:
    return Campaign.objects.exclude(state=Campaign.State.DRAFT).select_related("network")


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign that is open or was."""
    return render(request, "campaigns/list.html", {"campaigns": _public().prefetch_related("commitments")})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The call, the calendar, who takes part and where each stands."""
    campaign = get_object_or_404(_public(), slug=slug)
    today = timezone.localdate()
    commitments = list(
        campaign.commitments.select_related("charter").prefetch_related(
            "carrier_set__territory",
            "changes",
            "signatories",
            Prefetch("returns", queryset=_sent(today), to_attr="public_returns"),
        )
    )
    commitments.sort(key=lambda item: (item.state == Commitment.State.WITHDRAWN, item.created, item.pk))
    published = campaign.texts.exclude(published=None).order_by("kind", "-version")
    latest: dict[str, CampaignText] = {}
    for text in published:
        latest.setdefault(text.kind, text)
    counts = {state: sum(1 for item in commitments if item.state == state) for state in ORDER}
    context = {
        "campaign": campaign,
        "today": today,
        "commitments": commitments,
        "texts": latest.values(),
        "call": latest.get(CampaignText.Kind.CALL),
        "counts": [(Commitment.State(state).label, number) for state, number in counts.items() if number],
        "taking_part": sum(1 for item in commitments if item.state != Commitment.State.WITHDRAWN),
        "map": campaign_map(commitments),
        "abroad": [
            (number, item)
            for number, item in enumerate(commitments, start=1)
            if any(territory.country != "FR" for territory in item.territories)
        ],
        "calendar": _calendar(campaign),
        "language": _language(request),
        "joinable": campaign.state == Campaign.State.OPEN
        and (campaign.join_by is None or today <= campaign.join_by),
    }
    return render(request, "campaigns/detail.html", context)


def _sent(today: Any) -> Any:
    with scopes_disabled():  # every territory of one public campaign; only what is public by its date
        return (
            ReturnVersion.objects.filter(public_from__lte=today, withdrawn=None)
            .defer("content")
            .order_by("-number")
        )


def _calendar(campaign: Campaign) -> list[tuple[Any, TextMap]]:
    """(day, what) in time order: the dates of the campaign and its milestones."""
    page = get_language() or "fr"
    named = [
        (campaign.opens, _("Ouverture")),
        (campaign.join_by, _("Dernier jour pour rejoindre")),
        (campaign.returns_due, _("Remontées attendues")),
        (campaign.results_on, _("Publication annoncée")),
    ]
    days: list[tuple[Any, TextMap]] = [(day, {page: words}) for day, words in named if day is not None]
    days += [(milestone.due, milestone.label) for milestone in campaign.milestones.all()]
    return sorted(days, key=lambda entry: entry[0])


def _language(request: HttpRequest) -> str:
    """« facile » where it is asked for; otherwise that of the page."""
    return EASY if request.GET.get("lire") == EASY else ""


@require_safe
def text(request: HttpRequest, slug: str, kind: str, version: int) -> HttpResponse:
    """A published version of a text, what changed since the one before, and the others."""
    campaign = get_object_or_404(_public(), slug=slug)
    shown = get_object_or_404(campaign.texts.exclude(published=None), kind=kind, version=version)
    versions = list(campaign.texts.filter(kind=kind).exclude(published=None))
    before = next((one for one in versions if one.version == version - 1), None)
    language = _language(request)
    context = {
        "campaign": campaign,
        "text": shown,
        "versions": versions,
        "last": versions[0],
        "language": language,
        "has_easy": bool(shown.content.get("title", {}).get(EASY)),
        "differences": texts.differences(kind, before.content, shown.content, "fr") if before else [],
        "before": before,
    }
    return render(request, "campaigns/text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """« Nous sommes intéressés »: find the authority, leave an address."""
    campaign = get_object_or_404(_public(), slug=slug)
    late = campaign.join_by is not None and timezone.localdate() > campaign.join_by
    context: dict[str, Any] = {"campaign": campaign, "by_hand": BY_HAND}
    if campaign.state != Campaign.State.OPEN or late:
        return render(request, "campaigns/join_closed.html", context)
    chosen = request.GET.get("choix", "")
    picked = official.find(chosen)
    if picked is None and chosen != BY_HAND:
        search = SearchForm(request.GET)
        query = search.cleaned_data["q"] if search.is_valid() else ""
        context |= {"search": search, "query": query, "found": official.search(query)}
        return render(request, "campaigns/join_search.html", context)
    form = InterestForm(request.POST or None, official=picked)
    if request.method == "POST" and form.is_valid():
        if not gate.may_send(get_adapter().get_client_ip(request), form.cleaned_data["email"]):
            form.add_error(
                None,
                _(
                    "Trop de messages sont partis d’ici ou vers cette adresse en peu de temps. "
                    "Attendez une heure, ou écrivez au réseau : ce que vous avez tapé est resté en place."
                ),
            )
            return render(
                request, "campaigns/join.html", {**context, "form": form, "picked": picked}, status=429
            )
        interest = services.declare_interest(campaign=campaign, values=form.values)
        if services.send_confirmation(interest):
            return render(request, "campaigns/join_sent.html", {**context, "interest": interest})
        form.add_error(
            None,
            _(
                "Le message de confirmation n’a pas pu partir. "
                "Vérifiez l’adresse, et réessayez dans un moment."
            ),
        )
    return render(request, "campaigns/join.html", {**context, "form": form, "picked": picked})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The link of the message: one button, so that a machine that opens links confirms nothing."""
    interest = services.interest_of(token)
    if interest is None or interest.campaign.slug != slug:
        campaign = get_object_or_404(_public(), slug=slug)
        return render(request, "campaigns/join_expired.html", {"campaign": campaign}, status=410)
    if request.method == "POST":
        interest = services.confirm_interest(interest=interest)
    context = {
        "campaign": interest.campaign,
        "interest": interest,
        "confirmed": interest.state != Interest.State.SAID,
        "token": token,
    }
    return render(request, "campaigns/join_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pulse(request: HttpRequest, token: str) -> HttpResponse:
    """The five questions of the month. A link shows an answer; only the button records it."""
    found = services.pulse_of(token)
    if found is None:
        raise Http404
    if timezone.localdate() > found.closes:
        campaign = found.commitment.campaign
        context = {"pulse": found, "campaign": campaign, "network": campaign.network}
        return render(request, "campaigns/pulse_expired.html", context, status=410)
    if request.method == "POST":
        given = {question.key: request.POST.get(question.key, "") for question in QUESTIONS}
        if valid(given):
            services.record_answers(pulse=found, answers=given, comment=request.POST.get("comment", ""))
            messages.success(
                request, _("Merci, c’est noté. Vous pouvez changer vos réponses avec le même lien.")
            )
            return redirect("campaigns:pulse", token)
        messages.error(request, _("Choisissez au moins une réponse, puis envoyez."))
    asked = {question.key: request.GET.get(question.key, "") for question in QUESTIONS}
    shown = {**found.answers, **valid(asked)}
    context = {
        "pulse": found,
        "token": token,
        "campaign": found.commitment.campaign,
        "questions": [
            (question, [(choice, shown.get(question.key) == choice.key) for choice in question.choices])
            for question in QUESTIONS
        ],
        "comment": request.POST.get("comment", found.comment),
        "pending": bool(valid(asked)) and valid(asked).items() - found.answers.items(),
    }
    return render(request, "campaigns/pulse.html", context)
