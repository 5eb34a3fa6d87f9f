"""Every page that a person can reach: follow the links from the first pages, one address per template.

A page is known by the name of its address (``space:session``) and, where one view has several faces, by the
state it shows; the first address met stands for the others.
"""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from django.urls import Resolver404, resolve
from lxml import html

SKIPPED = re.compile(r"\.(pdf|docx|xlsx|csv|zip|ics|jsonl?|png|jpe?g|svg|css|js|geojson|toml)$|/(en|de|ar)/")


@dataclass
class Visit:
    """What was met by one person: name of the address → first address, and the answers that failed."""

    pages: dict[str, str] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)


class Visitor:
    """A person with a session, or without one."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body of an address; redirections are followed, a download has no type."""
        try:
            with self._opener.open(f"{self.site}{path}") as answer:
                self.arrived = urllib.parse.urlsplit(answer.url).path
                download = answer.headers.get_content_disposition() == "attachment"
                return answer.status, "" if download else answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            self.arrived = path
            return error.code, error.headers.get_content_type(), error.read()

    def sign_in(self, email: str, password: str) -> None:
        """By the form that everybody uses."""
        _status, _kind, body = self.get("/comptes/login/")
        token = html.fromstring(body).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        words = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        request = urllib.request.Request(
            f"{self.site}/comptes/login/",
            urllib.parse.urlencode(words).encode(),
            {"Referer": f"{self.site}/comptes/login/"},
        )
        with self._opener.open(request) as answer:
            assert "/comptes/login" not in answer.url, "the demo account does not open"

    def post_form(self, path: str) -> None:
        """Press the one button of a page."""
        token = html.fromstring(self.get(path)[2]).xpath("//main//input[@name='csrfmiddlewaretoken']/@value")
        request = urllib.request.Request(
            f"{self.site}{path}",
            urllib.parse.urlencode({"csrfmiddlewaretoken": token[0]}).encode(),
            {"Referer": f"{self.site}{path}"},
        )
        with self._opener.open(request) as answer:
            assert answer.url != request.full_url, "the button leads nowhere"

    def walk(self, *starts: str, most: int = 5000) -> Visit:
        """Follow every link inside the site, at most three addresses of one name."""
        visit, seen, times = Visit(), set(starts), {}
        queue = deque(starts)
        while queue and len(seen) < most:
            path = queue.popleft()
            if path not in starts and times.get(name_of(path), 0) >= 3:
                continue
            status, kind, body = self.get(path)
            if status >= 400:
                visit.broken[path] = status
                continue
            if kind != "text/html":
                continue
            name = name_of(self.arrived)
            times[name] = times.get(name, 0) + 1
            visit.pages.setdefault(name, self.arrived)
            for link in links(body, self.arrived):
                if link not in seen:
                    seen.add(link)
                    queue.append(link)
        return visit


def name_of(path: str) -> str:
    """The name of an address, or the address itself."""
    try:
        match = resolve(urllib.parse.urlsplit(path).path)
    except Resolver404:
        return path
    return match.view_name or path


def links(body: bytes, here: str) -> list[str]:
    """Addresses of the site that a page links to, without fragment; files and other languages left out."""
    found = []
    for target in html.fromstring(body).xpath("//a/@href"):
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(here, target))
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            continue
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if not SKIPPED.search(parts.path + ("/" if parts.path in ("/en", "/de", "/ar") else "")):
            found.append(path)
    return list(dict.fromkeys(found))
