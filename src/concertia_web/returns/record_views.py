"""The steps of the editor: records answered once, and lists to which people add."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from concertia_web.returns import services
from concertia_web.returns.desks import Desk, lines_of, opened
from concertia_web.returns.forms import LinesForm, RecordForm
from concertia_web.returns.grid import digest
from concertia_web.returns.merging import name_of, records
from concertia_web.returns.models import Return
from concertia_web.returns.sections import PARTS, Part, Section
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

NEW = "nouveau"


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def part(request: HttpRequest, territory: Territory, pk: int, part: str) -> HttpResponse:
    """A step: what is answered once, and the list of what is added."""
    desk = opened(request, territory, pk)
    sections = desk.grid.of_part(part)
    if not sections:
        raise Http404
    forms = [
        form for section in sections if not section.many for form in _fixed_forms(request, desk, section)
    ]
    if request.method == "POST":
        answer = _save(request, desk, forms)
        if answer is not None:
            return answer
        if all(not form.errors and not form.rivals for form in forms):
            messages.success(request, "Enregistré.")
            return redirect(_next(request, territory, desk, part))
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "part": next(one for one in PARTS if one.key == part),
        "forms": forms,
        "lists": [(section, lines_of(desk, section)) for section in sections if section.many],
        "advice": [one for one in desk.advice if one.part == part],
        "lines_form": LinesForm(desk.grid) if part == "elements" else None,
        "following": _following(desk, part),
    }
    return render(request, "returns/part.html", context)


def _next(request: HttpRequest, territory: Territory, desk: Desk, part: str) -> str:
    """The page after saving: the next step where « et continuer » was pressed, else the same one."""
    where = [territory.slug, desk.commitment.pk]
    if "next" not in request.POST:
        return reverse("space:return-part", args=[*where, part])
    following = _following(desk, part)
    if following is None:
        return reverse("space:return", args=where)
    return reverse("space:return-part", args=[*where, following.key])


def _following(desk: Desk, part: str) -> Part | None:
    """The step after this one."""
    parts = [one for one, _progress in desk.steps]
    keys = [one.key for one in parts]
    after = parts[keys.index(part) + 1 :]
    return after[0] if after else None


def _fixed_forms(request: HttpRequest, desk: Desk, section: Section) -> list[RecordForm]:
    """The forms of a section whose records are known in advance."""
    labels = dict(section.fixed)
    data = request.POST if request.method == "POST" else None
    return [
        RecordForm(
            section,
            data,
            record=record,
            base=digest(record),
            identifier=key,
            title=labels.get(key, section.label),
        )
        for key, record in records(section, desk.content).items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def record(
    request: HttpRequest, territory: Territory, pk: int, part: str, section: str, identifier: str
) -> HttpResponse:
    """One record of a list, new or not."""
    desk = opened(request, territory, pk)
    described = _section(desk, part, section)
    known = records(described, desk.content)
    new = identifier == NEW
    if not new and identifier not in known and request.method != "POST":
        messages.warning(request, "Cette fiche a été retirée du brouillon. « Revenir à » peut la rendre.")
        return redirect("space:return-part", territory.slug, pk, part)
    held = known.get(identifier, described.blank("" if new else identifier))
    form = RecordForm(
        described,
        request.POST if request.method == "POST" else None,
        record=held,
        base="" if new else digest(held),
        identifier="" if new else identifier,
    )
    if request.method == "POST":
        answer = _save(request, desk, [form])
        if answer is not None:
            return answer
        if not form.errors and not form.rivals:
            messages.success(request, "Enregistré.")
            if "another" in request.POST:
                return redirect("space:return-record", territory.slug, pk, part, section, NEW)
            return redirect("space:return-part", territory.slug, pk, part)
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "part": next(one for one in PARTS if one.key == part),
        "section": described,
        "form": form,
        "identifier": identifier,
        "new": new,
        "name": name_of(described, held) if not new else "",
        "advice": [one for one in desk.advice if one.section == section and one.record == identifier],
        "rank": desk.ranks.get(identifier) if section == "items" else None,
    }
    return render(request, "returns/record.html", context)


def _section(desk: Desk, part: str, key: str) -> Section:
    found = [one for one in desk.grid.of_part(part) if one.key == key and one.many]
    if not found:
        raise Http404
    return found[0]


def _save(request: HttpRequest, desk: Desk, forms: list[RecordForm]) -> JsonResponse | None:
    """Save the forms that are valid and were changed; an answer in JSON where a script saves by itself."""
    alone = request.headers.get("X-Autosave") == "1"
    bases: dict[str, str] = {}
    location = ""
    for form in forms:
        if not form.is_valid():
            continue
        if alone and not form.identifier and form.section.many and not form.section.filled(form.values):
            continue
        saved = services.save_record(
            actor=request.actor,  # type: ignore[attr-defined]
            draft=desk.draft,
            section=form.section.key,
            identifier=form.identifier,
            values=form.values,
            base=form.base,
        )
        if saved.rival is not None:
            form.disagree(saved.rival, form.values, digest(saved.rival))
            continue
        bases[form.add_prefix("base")] = saved.base
        if form.section.many and not form.identifier and saved.record["id"]:
            location = f"../{saved.record['id']}/"
    return _autosaved(desk, forms, bases, location) if alone else None


def _autosaved(desk: Desk, forms: list[RecordForm], bases: dict[str, str], location: str) -> JsonResponse:
    wrong = sum(len(form.errors) for form in forms)
    rival = any(form.rivals for form in forms)
    now = timezone.localtime()
    if rival:
        who = Return.objects.values_list("changed_by", flat=True).get(pk=desk.draft.pk)
        text = f"{who} a changé cette fiche entre-temps. Enregistrez : vous verrez les deux et choisirez."
    elif wrong:
        text = "Non enregistré : un champ est à revoir. Le bouton « Enregistrer » dira lequel."
    else:
        text = f"Enregistré automatiquement à {now:%H:%M:%S}."
    state = "conflict" if rival else "invalid" if wrong else "saved"
    return JsonResponse({"state": state, "text": text, "bases": bases, "location": location})


@require_POST
@in_space
def remove(
    request: HttpRequest, territory: Territory, pk: int, part: str, section: str, identifier: str
) -> HttpResponse:
    """Take a record out of the draft."""
    desk = opened(request, territory, pk)
    _section(desk, part, section)
    services.remove_record(
        actor=request.actor,  # type: ignore[attr-defined]
        draft=desk.draft,
        section=section,
        identifier=identifier,
    )
    messages.success(
        request, "Fiche retirée du brouillon. « Revenir à », sur la page de la remontée, la rend."
    )
    return redirect("space:return-part", territory.slug, pk, part)


@require_POST
@in_space
def move(
    request: HttpRequest, territory: Territory, pk: int, part: str, section: str, identifier: str
) -> HttpResponse:
    """Put a record one place higher or lower."""
    desk = opened(request, territory, pk)
    _section(desk, part, section)
    services.move_record(
        actor=request.actor,  # type: ignore[attr-defined]
        draft=desk.draft,
        section=section,
        identifier=identifier,
        by=-1 if "up" in request.POST else 1,
    )
    return redirect("space:return-part", territory.slug, pk, part)


@require_POST
@in_space
def lines(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """Add several elements, one per line."""
    desk = opened(request, territory, pk)
    form = LinesForm(desk.grid, request.POST)
    if form.is_valid():
        count = services.add_records(
            actor=request.actor,  # type: ignore[attr-defined]
            draft=desk.draft,
            section="items",
            values=form.records(),
        )
        messages.success(request, f"{count} élément{'s' if count > 1 else ''} de plus.")
        return redirect("space:return-part", territory.slug, pk, "elements")
    section = desk.grid.section("items")
    context = {
        "desk": desk,
        "commitment": desk.commitment,
        "part": next(one for one in PARTS if one.key == "elements"),
        "forms": [],
        "lists": [(section, lines_of(desk, section))],
        "advice": [],
        "lines_form": form,
        "following": _following(desk, "elements"),
    }
    return render(request, "returns/part.html", context)
