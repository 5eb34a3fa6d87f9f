// The table at the keyboard and by drag. Without this file the same form works with check boxes and buttons.

const form = document.getElementById("sorting");
const list = document.getElementById("notes");
const status = document.getElementById("progress");
const gauge = document.getElementById("gauge");
const refusal = document.getElementById("refusal");
const undoButton = document.getElementById("undo");
const REASONS = [...document.querySelectorAll("#reason option")].map((one) => one.value).filter(Boolean);
const ASIDE = "non-retenu";

let current = null;
let waiting = Promise.resolve();

const notes = () => [...list.querySelectorAll("li[data-note]")];
const box = (note) => note.querySelector('input[type="checkbox"]');
const find = (key) => list.querySelector(`li[data-note="${key}"]`);

function stand(note, { focus = true } = {}) {
  if (current) current.tabIndex = -1;
  current = note;
  note.tabIndex = 0;
  if (focus) {
    note.focus({ preventScroll: true });
    note.scrollIntoView({ block: "nearest" });
  }
}

function search() {
  document.getElementById("search").open = true;
  document.getElementById("mots").focus();
}

function move(step) {
  const all = notes();
  const next = all[all.indexOf(current) + step];
  if (next) stand(next);
}

function following(chosen) {
  const all = notes();
  const last = Math.max(...chosen.map((note) => all.indexOf(note)));
  const free = (note) => !note.classList.contains("placed") && !chosen.includes(note);
  return all.slice(last + 1).find(free) || all.find(free) || null;
}

function chosen() {
  const ticked = notes().filter((note) => box(note).checked);
  return ticked.length ? ticked : current ? [current] : [];
}

function tick(note, on) {
  box(note).checked = on;
  note.classList.toggle("ticked", on);
}

function say(words) {
  refusal.textContent = words;
  refusal.hidden = !words;
}

async function send(address, fields) {
  const body = new URLSearchParams();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of fields) body.append(name, value);
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Error("Le site ne répond pas : la note n’a pas bougé. Vérifiez le réseau et recommencez.");
  }
  const kind = answer.headers.get("Content-Type") || "";
  const said = kind.startsWith("application/json") ? await answer.json() : {};
  if (answer.ok && said.notes) return said;
  throw new Error(said.refused || "La note n’a pas bougé. Rechargez la page : votre session a peut-être expiré.");
}

function show(key, place) {
  const note = find(key);
  if (note) {
    note.classList.toggle("placed", Boolean(place.target));
    note.querySelector(".stands").textContent = place.words ? `→ ${place.words}` : "";
    tick(note, false);
    for (const button of note.querySelectorAll('button[name="with"]')) {
      button.hidden = Boolean(place.target) || !button.closest(".near").querySelector(".near-place").textContent;
    }
  }
  for (const near of list.querySelectorAll(`[data-near="${key}"]`)) {
    near.querySelector(".near-place").textContent = place.words ? `(${place.words})` : "";
    near.querySelector("button").hidden = !place.words || near.closest("li").classList.contains("placed");
  }
}

function update(said) {
  for (const [key, place] of Object.entries(said.notes)) show(key, place);
  for (const many of form.querySelectorAll("[data-count]")) many.textContent = said.counts[many.dataset.count] || 0;
  status.textContent = said.said ? `${said.said} ${said.progress}` : said.progress;
  gauge.value = said.placed;
  undoButton.disabled = false;
  const known = [...form.querySelectorAll("button[data-target]")].map((one) => one.dataset.target);
  if (said.columns.some((key) => !known.includes(key)) || known.some((key) => !said.columns.includes(key))) {
    location.reload();
  } else if (said.placed === said.total && !said.said) {
    location.reload();
  }
}

// Focus goes to the next note at once; what is sent waits for its turn, and comes back if it is refused.
function place(group, fields) {
  if (!group.length) {
    say("Aucune note n’est choisie : cochez une note, ou cliquez dessus.");
    return;
  }
  say("");
  const next = following(group);
  const before = group.map((note) => note.classList.contains("placed"));
  for (const note of group) {
    note.classList.add("placed");
    tick(note, false);
  }
  if (next) stand(next);
  const sent = [...fields, ...group.map((note) => ["note", note.dataset.note])];
  waiting = waiting
    .then(() => send(form.action, sent))
    .then(update)
    .catch((problem) => {
      group.forEach((note, rank) => note.classList.toggle("placed", before[rank]));
      say(problem.message);
      stand(group[0]);
    });
}

function undo() {
  say("");
  waiting = waiting
    .then(() => send(form.dataset.undo, []))
    .then((said) => {
      update(said);
      const first = find(Object.keys(said.notes)[0]);
      if (first) stand(first);
    })
    .catch((problem) => say(problem.message));
}

// « Non retenu, parce que… »: a list of reasons, each with its digit, or another one.
const dialog = document.createElement("dialog");
dialog.setAttribute("aria-labelledby", "why");
dialog.innerHTML = `<form method="dialog"><p id="why"><strong>Non retenu, parce que…</strong></p><div class="reasons"></div>
<p><label for="other">Ou une autre raison</label> <input id="other" class="input" maxlength="300"></p>
<div class="actions"><button type="submit">Mettre de côté</button> <button type="button" class="quiet">Annuler</button></div></form>`;
let aside = [];

function askWhy(group) {
  if (!group.length) return place([], []);
  aside = group;
  dialog.querySelector("#other").value = "";
  dialog.showModal();
}

function setAside(reason) {
  const group = aside;
  dialog.close();
  place(group, [["aside", "1"], ["typed", reason]]);
}

REASONS.forEach((reason, rank) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "drop";
  const key = document.createElement("kbd");
  key.textContent = rank + 1;
  const words = document.createElement("span");
  words.textContent = reason;
  button.append(key, words);
  button.addEventListener("click", () => setAside(reason));
  dialog.querySelector(".reasons").append(button);
});
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = dialog.querySelector("#other").value.trim();
  if (typed) setAside(typed);
  else dialog.querySelector("#other").focus();
});
dialog.querySelector(".quiet").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => current && current.focus());
dialog.addEventListener("keydown", (event) => {
  const reason = REASONS[Number(event.key) - 1];
  if (reason && event.target.id !== "other") {
    event.preventDefault();
    setAside(reason);
  }
});

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Home: () => stand(notes()[0]),
  End: () => stand(notes().at(-1)),
  "/": search,
  z: undo,
  n: () => askWhy(chosen()),
  x: () => tick(current, !box(current).checked),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("button")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const column = form.querySelector(`button[data-letter="${CSS.escape(key)}"]`);
  if (KEYS[key]) KEYS[key]();
  else if (column) place(chosen(), [["column", column.dataset.target]]);
  else if (key === " " && event.target === current) tick(current, !box(current).checked);
  else if (key === "Enter") {
    const near = current.querySelector('button[name="with"]:not([hidden])');
    if (near) place([current], [["with", near.value]]);
  } else return;
  event.preventDefault();
}

function submitted(event) {
  event.preventDefault();
  const button = event.submitter;
  if (button === undoButton) undo();
  else if (button && button.name === "column") place(chosen(), [["column", button.value]]);
  else if (button && button.name === "with") place([button.closest("li")], [["with", button.value]]);
  else {
    const reason = form.elements.typed.value.trim() || form.elements.reason.value;
    place(chosen(), [["aside", "1"], ["typed", reason]]);
    form.elements.typed.value = "";
  }
}

function draggable(note) {
  note.draggable = true;
  note.addEventListener("dragstart", (event) => {
    stand(note, { focus: false });
    event.dataTransfer.setData("text/plain", note.dataset.note);
    event.dataTransfer.effectAllowed = "move";
  });
}

function droppable(target) {
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("over");
  });
  target.addEventListener("dragleave", () => target.classList.remove("over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("over");
    const note = find(event.dataTransfer.getData("text/plain"));
    if (!note) return;
    const group = box(note).checked ? chosen() : [note];
    if (target.dataset.target === ASIDE) askWhy(group);
    else place(group, [["column", target.dataset.target]]);
  });
}

if (form && list && undoButton) {
  document.body.append(dialog);
  for (const note of notes()) {
    note.tabIndex = -1;
    box(note).tabIndex = -1;
    draggable(note);
  }
  form.querySelectorAll("[data-target]").forEach(droppable);
  const first = find(location.hash.slice(2)) || notes().find((note) => !note.classList.contains("placed"));
  stand(first || notes()[0], { focus: Boolean(location.hash) });
  list.addEventListener("keydown", pressed);
  list.addEventListener("focusin", (event) => stand(event.target.closest("li"), { focus: false }));
  list.addEventListener("change", (event) => tick(event.target.closest("li"), event.target.checked));
  form.addEventListener("submit", submitted);
}
