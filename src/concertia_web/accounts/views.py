"""One's own account, and the team of a territory."""

from __future__ import annotations

import io
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter as second_factor
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertia_web.accounts import services
from concertia_web.accounts.forms import ListForm, SelfForm
from concertia_web.accounts.invitations import invite
from concertia_web.accounts.lists import MOST, Line, read_list, roles_of
from concertia_web.accounts.models import DayLink, Membership, Role, User
from concertia_web.accounts.permissions import manage_team, require
from concertia_web.territories.models import Territory
from concertia_web.territories.workspace import in_space

UNDO = "role_taken"
"""Key of the session that holds the role just taken, so that it can be given back."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here: name, function, roles, password, second factor."""
    user = request.user
    form = SelfForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        services.describe_self(
            actor=request.actor,  # type: ignore[attr-defined]
            name=form.cleaned_data["name"],
            function=form.cleaned_data["function"],
        )
        messages.success(request, "C’est enregistré.")
        return redirect("desk:account")
    context = {
        "form": form,
        "roles": Membership.objects.filter(user=user).select_related("territory"),
        "second_factor": is_mfa_enabled(user),
        "identities": [found.get_provider().name for found in SocialAccount.objects.filter(user=user)],
    }
    return render(request, "accounts/account.html", context)


@require_safe
@never_cache
@login_required
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The QR code of the second factor being set up (an image of our own: the policy allows no other)."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    address = second_factor().build_totp_url(request.user, secret)
    return HttpResponse(picture(address), content_type="image/svg+xml")


def picture(address: str) -> bytes:
    """An address as a QR code, in SVG: the same bytes each time."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", scale=6, border=3, dark="#000", light="#fff", xmldecl=False, nl=False)
    return out.getvalue()


@require_http_methods(["GET", "HEAD", "POST"])
@in_space
def team(request: HttpRequest, territory: Territory) -> HttpResponse:
    """People and roles; a list to paste; the links that replace an account for a day."""
    actor = request.actor  # type: ignore[attr-defined]
    manages = manage_team(actor, territory)
    form = ListForm(request.POST or None, territory=territory) if manages else None
    lines: list[Line] = []
    if request.method == "POST":
        require(manage_team, actor, territory)
        assert form is not None
        if form.is_valid():
            data = form.cleaned_data
            lines = read_list(data["people"], territory=territory, default=data["role"])
            if not lines:
                form.add_error("people", form.fields["people"].error_messages["required"])
            elif len(lines) > MOST:
                form.add_error("people", form.fields["people"].error_messages["max_length"])
                lines = []
            elif request.POST.get("step") == "save":
                return _save(request, territory, lines, data["role"])
    return _team_page(request, territory, form, lines)


def _team_page(
    request: HttpRequest, territory: Territory, form: ListForm | None, lines: list[Line]
) -> HttpResponse:
    undo = request.session.get(UNDO)
    if undo and undo["fresh"]:  # said once; the button of that page works for as long as the session
        request.session[UNDO] = {**undo, "fresh": False}
    else:
        undo = None
    context = {
        "people": _people(territory),
        "manages": form is not None,
        "form": form,
        "lines": lines,
        "ready": [line for line in lines if not line.problems],
        "wrong": [line for line in lines if line.problems],
        "roles": roles_of(territory),
        "undo": undo if undo and undo["territory"] == territory.pk else None,
        "links": _links(territory) if form is not None else [],
    }
    return render(request, "accounts/team.html", context)


def _people(territory: Territory) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(territory=territory).select_related("user")
    people: dict[int, dict[str, Any]] = {}
    order = {role: rank for rank, role in enumerate(Role.values)}
    for row in sorted(rows, key=lambda row: (order[row.role], str(row.user).casefold(), row.pk)):
        people.setdefault(row.user_id, {"user": row.user, "roles": []})["roles"].append(row)
    return list(people.values())


def _links(territory: Territory) -> list[DayLink]:
    links = DayLink.objects.filter(
        consultation__territory=territory, expires__gt=timezone.now(), revoked=None
    )
    return list(links.select_related("consultation", "session").order_by("starts", "pk"))


def _save(request: HttpRequest, territory: Territory, lines: list[Line], default: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    given = services.take_list(actor=actor, territory=territory, lines=[x for x in lines if not x.problems])
    unsent = invite(given.items(), territory=territory, actor=actor)
    if given:
        count = len(given)
        messages.success(request, f"{count} personne{'s ont' if count > 1 else ' a'} maintenant un rôle ici.")
    else:
        messages.info(request, "Rien à changer : ces personnes ont déjà ces rôles.")
    if unsent:
        names = ", ".join(str(user) for user in unsent)
        messages.warning(
            request,
            f"Le message d’invitation n’a pas pu partir pour : {names}. Leur rôle est donné : dites-leur "
            "d’ouvrir « Espace des collectivités » avec leur adresse, ou renvoyez le message plus tard.",
        )
    wrong = [line for line in lines if line.problems]
    if not wrong:
        return redirect("space:team", territory.slug)
    rest = ListForm({"people": "\n".join(line.raw for line in wrong), "role": default}, territory=territory)
    rest.is_valid()
    again = read_list(rest.cleaned_data["people"], territory=territory, default=default)
    return _team_page(request, territory, rest, again)


@require_POST
@in_space
def take(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Take a role back."""
    actor = request.actor  # type: ignore[attr-defined]
    require(manage_team, actor, territory)
    user, role = _person_and_role(request, territory)
    try:
        taken = services.take_role(actor=actor, user=user, territory=territory, role=role)
    except services.LastManagerError as error:
        messages.error(request, str(error))
        return redirect("space:team", territory.slug)
    if taken:
        request.session[UNDO] = {
            "fresh": True,
            "territory": territory.pk,
            "user": user.pk,
            "role": role,
            "who": str(user),
            "label": Role(role).label,
        }
    if user == actor.user and not Membership.objects.filter(user=user, territory=territory).exists():
        messages.info(request, f"Vous n’avez plus de rôle dans {territory.full_name}.")
        return redirect("desk:week")
    return redirect("space:team", territory.slug)


@require_POST
@in_space
def give(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Give a role to someone who is or was of the team: another role, or the one just taken."""
    actor = request.actor  # type: ignore[attr-defined]
    require(manage_team, actor, territory)
    user, role = _person_and_role(request, territory)
    services.give_role(actor=actor, user=user, territory=territory, role=role)
    request.session.pop(UNDO, None)
    messages.success(request, f"{user} a le rôle « {Role(role).label} ».")
    return redirect("space:team", territory.slug)


def _person_and_role(request: HttpRequest, territory: Territory) -> tuple[User, str]:
    """Only people of this team, or the one who was just taken off it: never any account by its number."""
    number, role = request.POST.get("user", ""), request.POST.get("role", "")
    if not number.isdecimal() or role not in roles_of(territory):
        raise Http404
    undo = request.session.get(UNDO) or {}
    user = get_object_or_404(User, pk=number)
    here = Membership.objects.filter(user=user, territory=territory).exists()
    if not here and (undo.get("user"), undo.get("territory")) != (user.pk, territory.pk):
        raise Http404
    return user, role


@require_POST
@in_space
def invite_again(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Send the invitation once more."""
    actor = request.actor  # type: ignore[attr-defined]
    require(manage_team, actor, territory)
    number = request.POST.get("user", "")
    held = Membership.objects.filter(territory=territory, user=number if number.isdecimal() else None)
    roles = list(held.select_related("user"))
    if not roles:
        raise Http404
    user = roles[0].user
    if invite([(user, [row.role for row in roles])], territory=territory, actor=actor):
        messages.error(
            request,
            "Le message n’a pas pu partir : le serveur de courrier ne répond pas. Réessayez plus tard, ou "
            "dites à la personne d’ouvrir « Espace des collectivités » avec son adresse.",
        )
    else:
        messages.success(request, f"Le message est parti vers {user.email}.")
    return redirect("space:team", territory.slug)
