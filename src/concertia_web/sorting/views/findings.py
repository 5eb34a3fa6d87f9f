"""The findings: read them, write them, arrange them; comments and requests beside them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from concertia_web.accounts.permissions import require
from concertia_web.consultations.models import Consultation
from concertia_web.journal.models import JournalEntry
from concertia_web.journal.words import said_action
from concertia_web.sorting import formulating as write
from concertia_web.sorting import permissions as may
from concertia_web.sorting.columns import labels
from concertia_web.sorting.forms import (
    AnnotationForm,
    ChangeRequestForm,
    DecisionForm,
    FindingForm,
    ReasonForm,
)
from concertia_web.sorting.grounds import grounds
from concertia_web.sorting.milder import Softened, said_as_refusals, softened
from concertia_web.sorting.models import ChangeRequest, Evidence, Finding, Sorting
from concertia_web.sorting.reading import KIND_ORDER, RULE, Summary, summary
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.views.asked import attempt, consultation_of, kept, number, sorting_of, to
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

NOT_YOURS = (
    "Ce qui a été dit est formulé par les personnes qui ont lu, jamais par une personne élue. Vous pouvez "
    "annoter un "
    "enseignement, ou demander en public qu’il soit modifié."
)


@require_safe
@in_space
def finding_list(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Every finding with its support in words, and the notes that are in none."""
    consultation = consultation_of(territory, slug)
    require(may.see_findings, request.actor, consultation)
    sorting = Sorting.objects.filter(consultation=consultation).first()
    if sorting is None or sorting.state == Sorting.State.SORTING:
        context = {
            "consultation": consultation,
            "sorting": sorting,
            "sorts": may.sort(request.actor, consultation),
        }
        return render(request, "sorting/not_sorted.html", context)
    sorting.consultation = consultation
    read = summary(consultation)
    context = {
        "consultation": consultation,
        "sorting": sorting,
        "read": read,
        "kinds": [(Finding.Kind(kind).label, read.of_kind(kind)) for kind in KIND_ORDER],
        "absent": ", ".join(
            str(Finding.Kind(kind).label).lower() for kind in KIND_ORDER if not read.of_kind(kind)
        ),
        "columns": _columns(read),
        "milder": _milder(sorting, read),
        "rule": RULE,
        "writes": may.formulate(request.actor, consultation) and sorting.state == Sorting.State.DRAFT,
        "exports": may.export(request.actor, consultation),
        "requests": list(sorting.requests.filter(decision="")),
        "to_reread": sum(bool(one.erased) for one in read.findings),
    }
    return render(request, "sorting/findings.html", context)


def _columns(read: Summary) -> list[tuple[str, str, int, int]]:
    """Column, its title, its notes, those of them that are in no finding."""
    rows = []
    for key, label in read.columns.items():
        inside = [
            note.pk for note in read.notes if note.pk in read.places and read.places[note.pk].column == key
        ]
        rows.append((key, label, len(inside), sum(note not in read.in_findings for note in inside)))
    return rows


def _milder(sorting: Sorting, read: Summary) -> dict[int, int]:
    """Finding → refusals that it holds and that are said as refusals nowhere."""
    said, notes = said_as_refusals(sorting), {note.pk: note for note in read.notes}
    found = {}
    for finding in read.findings:
        support = [
            notes[one.contribution] for one in finding.evidence if one.side == "support" and one.contribution
        ]
        lost = softened(finding.kind, support, said)
        if lost and not finding.milder_reason:
            found[finding.key] = len(lost)
    return found


@in_space
def finding_new(request: HttpRequest, territory: Territory, slug: str) -> HttpResponse:
    """Formulate a finding from a column."""
    sorting = sorting_of(territory, slug)
    require(may.formulate, request.actor, sorting.consultation, NOT_YOURS)
    return _finding_form(request, sorting, None)


@in_space
def finding_edit(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Rewrite a finding."""
    sorting = sorting_of(territory, slug)
    require(may.formulate, request.actor, sorting.consultation, NOT_YOURS)
    return _finding_form(request, sorting, get_object_or_404(Finding, pk=pk, sorting=sorting))


def _finding_form(request: HttpRequest, sorting: Sorting, finding: Finding | None) -> HttpResponse:
    column = request.GET.get("colonne", "")
    initial = {"column": column if column in labels(sorting.columns) else ""}
    lost: list[Any] = []
    words = request.POST.get("mots", request.GET.get("mots", ""))[:200]
    if "chercher" in request.POST:  # what is written and chosen stays in place
        form, cited = FindingForm(initial=request.POST.dict(), sorting=sorting), chosen(request.POST)
    elif request.method == "POST":
        form = FindingForm(request.POST, sorting=sorting)
        cited = chosen(request.POST)
        try:
            if _save(request, sorting, finding, form, cited):
                return to("findings", sorting)
        except Softened as problem:
            form.add_error(None, str(problem))
            lost = problem.notes
    else:
        if finding is not None:
            initial = {
                name: getattr(finding, name) for name in ("kind", "title", "text", "column", "milder_reason")
            }
        form, cited = FindingForm(initial=initial, sorting=sorting), _held(finding)
    shown = form["column"].value() or ""
    context = {
        "consultation": sorting.consultation,
        "sorting": sorting,
        "finding": finding,
        "form": form,
        "grounds": grounds(sorting, cited, column=shown, words=words),
        "words": words,
        "lost": lost,
        "milder": bool(lost) or bool(form["milder_reason"].value()) or bool(form["also_refusal"].value()),
        "quotes": write.QUOTES,
    }
    return render(request, "sorting/finding_form.html", context)


def _save(
    request: HttpRequest, sorting: Sorting, finding: Finding | None, form: FindingForm, cited: write.Cited
) -> bool:
    """Write it; False with the reason on the form. Raises Softened, which the form answers."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    wording = write.Wording(said["kind"], said["title"], said["text"], said["column"], said["milder_reason"])
    try:
        write.formulate(
            actor=request.actor,
            sorting=sorting,
            wording=wording,
            cited=cited,
            finding=finding,
            also_refusal=said["also_refusal"],
            reason=said["reason"],
        )
    except Softened:
        raise
    except Refused as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, "Enseignement enregistré.")
    return True


def chosen(sent: QueryDict) -> write.Cited:
    """What was ticked: ``n-12`` and ``p-3`` are sides, ``qn-12`` and ``qp-3`` what is shown."""
    sides: dict[str, dict[int, str]] = {"n": {}, "p": {}}
    quoted: dict[str, set[int]] = {"qn": set(), "qp": set()}
    for name in sent:
        kind, _, key = name.partition("-")
        found = number(key)
        if found is None:
            continue
        if kind in sides and sent[name] in Evidence.Side.values:
            sides[kind][found] = sent[name]
        elif kind in quoted:
            quoted[kind].add(found)
    return write.Cited(sides["n"], sides["p"], frozenset(quoted["qn"]), frozenset(quoted["qp"]))


def _held(finding: Finding | None) -> write.Cited:
    if finding is None:
        return write.Cited()
    rows = list(finding.evidence.filter(contribution__removed=None).order_by("pk"))
    return write.Cited(
        {one.contribution_id: one.side for one in rows if one.contribution_id},
        {one.passage_id: one.side for one in rows if one.passage_id},
        frozenset(one.contribution_id for one in rows if one.quoted and one.contribution_id),
        frozenset(one.passage_id for one in rows if one.quoted and one.passage_id),
    )


@require_POST
@in_space
def finding_shift(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Up or down among those of its kind."""
    sorting = sorting_of(territory, slug)
    require(may.formulate, request.actor, sorting.consultation, NOT_YOURS)
    finding = get_object_or_404(Finding, pk=pk, sorting=sorting)
    attempt(request, lambda: write.shift(actor=request.actor, finding=finding, up="up" in request.POST))
    return to("findings", sorting, anchor=f"e{pk}")


@in_space
def finding_page(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """One finding: what supports it, its comments, its requests, its history; and what may be done."""
    sorting = sorting_of(territory, slug)
    consultation = sorting.consultation
    require(may.see_findings, request.actor, consultation)
    finding = get_object_or_404(Finding, pk=pk, sorting=sorting)
    wanted = request.POST.get("do", "")
    forms = {
        "annotate": AnnotationForm(request.POST if wanted == "annotate" else None, prefix="a"),
        "ask": ChangeRequestForm(request.POST if wanted == "ask" else None, prefix="d"),
        "remove": ReasonForm(request.POST if wanted == "remove" else None, prefix="r"),
    }
    if request.method == "POST":
        if wanted not in forms:
            raise Http404
        done = _beside(request, consultation, finding, wanted, forms[wanted])
        if done is not None:
            return done
    read = summary(consultation)
    context = {
        "consultation": consultation,
        "sorting": sorting,
        "finding": finding,
        "said": next(one for one in read.findings if one.key == finding.pk),
        "annotations": list(finding.annotations.all()),
        "requests": list(finding.requests.all()),
        "history": _history(finding),
        "annotate": forms["annotate"] if may.annotate(request.actor, consultation) else None,
        "ask": forms["ask"] if may.ask_change(request.actor, consultation) else None,
        "writes": may.formulate(request.actor, consultation) and sorting.state == Sorting.State.DRAFT,
        "remove": forms["remove"],
    }
    return render(request, "sorting/finding.html", context)


def _beside(
    request: HttpRequest, consultation: Consultation, finding: Finding, wanted: str, form: Any
) -> HttpResponse | None:
    """Do it, or None with the reason on the form."""
    actor, sorting = request.actor, finding.sorting
    sorting.consultation = consultation
    rule = {"annotate": may.annotate, "ask": may.ask_change, "remove": may.formulate}[wanted]
    require(rule, actor, consultation, NOT_YOURS)
    actions = {
        "annotate": lambda said: write.annotate(actor=actor, finding=finding, text=said["text"]),
        "ask": lambda said: write.ask_change(
            actor=actor, finding=finding, wish=said["wish"], reason=said["reason"]
        ),
        "remove": lambda said: write.remove_finding(actor=actor, finding=finding, reason=said["reason"]),
    }
    pk = finding.pk
    if not kept(form, actions[wanted]):
        return None
    if wanted == "remove":
        messages.success(request, "Enseignement retiré ; la raison est au journal.")
        return to("findings", sorting)
    messages.success(request, "Enregistré à côté de l’enseignement.")
    return to("finding", sorting, pk)


def _history(finding: Finding) -> list[tuple[JournalEntry, str]]:
    rows = JournalEntry.objects.filter(object_type="sorting.finding", object_id=str(finding.pk))
    return [(entry, said_action(entry.action)) for entry in rows.order_by("-at", "-pk")[:50]]


@in_space
def request_page(request: HttpRequest, territory: Territory, slug: str, pk: int) -> HttpResponse:
    """Answer a request about a finding."""
    sorting = sorting_of(territory, slug)
    require(may.formulate, request.actor, sorting.consultation, NOT_YOURS)
    asked = get_object_or_404(ChangeRequest, pk=pk, sorting=sorting)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and kept(
        form,
        lambda said: write.decide(
            actor=request.actor, asked=asked, decision=said["decision"], reason=said["reason"]
        ),
    ):
        messages.success(request, "La réponse est publiée au journal.")
        return to("findings", sorting)
    context = {"consultation": sorting.consultation, "sorting": sorting, "asked": asked, "form": form}
    return render(request, "sorting/request.html", context)
