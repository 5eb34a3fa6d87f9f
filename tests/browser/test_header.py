"""On a phone, no control of the header lies on another, however short or long the name of the account."""

from __future__ import annotations

from pathlib import Path

import pytest

import concertia_web

STYLE = (Path(concertia_web.__file__).parent / "static" / "concertia" / "site.css").read_text("utf-8")
HEADER = """<style>{style}</style><header class="site"><div class="inner">
<a class="brand" href="#">{brand}</a>
<nav class="account"><ul><li><a href="#">Cette semaine</a></li><li><a href="#">{name}</a></li>
<li><form><button class="quiet">Se déconnecter</button></form></li></ul></nav>
<nav class="languages"><ul><li><a href="#">Français</a></li><li><a href="#">العربية</a></li></ul></nav>
</div></header>"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("header a, header button")].map(
    (made) => [made.textContent, made.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one} / ${other}`));
}"""


@pytest.mark.parametrize("name", ["Al", "Ana", "Jean-Baptiste de Montmirail"])
@pytest.mark.parametrize("brand", ["Concertia", "Ville"])
def test_no_control_lies_on_another(browser, name, brand):
    page = browser.new_page(viewport={"width": 360, "height": 400})
    page.set_content(HEADER.format(style=STYLE, brand=brand, name=name))
    assert page.evaluate(OVERLAPS) == []
    page.close()
