/* One note on the wall: shown, or open for editing. Everything is text: nothing received is read as HTML. */

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

const hidden = (text) => make("span", { className: "away" }, text);
const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export function facts(note, device) {
  const parts = [note.subgroup];
  if (note.dots) parts.push(`${note.dots} gommette${note.dots > 1 ? "s" : ""}`);
  if (note.room_support !== "unmeasured") parts.push(`soutien : ${device.choices.room_support[note.room_support]}`);
  if (note.voice === "collective" && note.voice_count) parts.push(`un groupe de ${note.voice_count}`);
  if (note.voice === "individual" || note.voice === "organisation") parts.push(device.choices.voice[note.voice]);
  if (note.capture !== "noted") parts.push(device.choices.capture[note.capture]);
  return parts.filter(Boolean).join(" · ");
}

/* `on`: what the buttons do: {dots(note, step), edit, remove, mask, leave, choose}. */
export function card(note, device, on) {
  const button = (label, what, work, kind = "quiet") =>
    make("button", { type: "button", className: kind, onclick: work }, label, hidden(` : ${what}`));
  const what = short(note.text);
  const item = make("li", { className: "note live-note", id: `n-${note.client_id}`, tabIndex: 0 });
  item.dataset.id = note.client_id;
  item.append(make("p", { className: "words" }, note.text));
  const line = facts(note, device);
  if (line) item.append(make("p", { className: "small" }, line));
  if (note.dirty && !note.refused) item.append(make("p", { className: "small waiting" }, "gardée ici, pas encore envoyée"));
  if (note.masked) item.append(make("p", { className: "small" }, "Masquée dans ce qui sera publié."));
  if (note.refused) {
    item.append(make("p", { className: "doubt" }, make("strong", {}, "Non envoyée. "), note.refused));
  }
  if (note.doubt && !note.dirty) {
    item.append(make("div", { className: "doubt" },
      make("p", {}, make("strong", {}, `On dirait ${note.doubt}.`)),
      device.mayType ? button("Masquer", what, () => on.mask(note), "second") : "",
      device.mayType ? button("Laisser tel quel", what, () => on.leave(note)) : ""));
  }
  for (const rival of note.rivals ?? []) {
    item.append(make("div", { className: "doubt" },
      make("p", {}, make("strong", {}, "Une autre version, d’un autre appareil : "), rival.text),
      button("Prendre l’autre", what, () => on.choose(note, rival, "take"), "second"),
      button("Garder les deux", what, () => on.choose(note, rival, "both")),
      button("Oublier l’autre", what, () => on.choose(note, rival, "drop"))));
  }
  if (device.mayType) {
    item.append(make("div", { className: "tools" },
      make("span", { className: "dots" },
        make("button", { type: "button", className: "quiet", disabled: !note.dots, onclick: () => on.dots(note, -1) }, "−", hidden(` une gommette : ${what}`)),
        make("span", {}, String(note.dots ?? 0), hidden(" gommettes")),
        make("button", { type: "button", className: "quiet", onclick: () => on.dots(note, 1) }, "+", hidden(` une gommette : ${what}`))),
      button("Modifier", what, () => on.edit(note)),
      button("Retirer", what, () => on.remove(note))));
  }
  return item;
}

function choice(name, label, options, value) {
  const select = make("select", { name, className: "input" });
  for (const [key, text] of Object.entries(options)) {
    select.append(make("option", { value: key, selected: key === value }, text));
  }
  return make("label", {}, label, select);
}

/* The same note, open: `done(values)` to keep, `leave()` to close without change. */
export function editor(note, device, done, leave) {
  const form = make("form", { className: "note-editor" });
  form.setAttribute("aria-label", `Modifier : ${short(note.text)}`);
  const text = make("textarea", { name: "text", className: "input", rows: 3, maxLength: 4000, value: note.text });
  const number = (name, label, most) =>
    make("label", {}, label, make("input", { name, type: "number", min: name === "dots" ? 0 : 1, max: most, className: "input", value: note[name] ?? "" }));
  form.append(
    make("label", {}, "Note", text),
    choice("declared_kind", "Colonne", device.choices.declared_kind, note.declared_kind),
    make("label", {}, "Table ou groupe", make("input", { name: "subgroup", className: "input", maxLength: 60, value: note.subgroup })),
    number("dots", "Gommettes", 9999),
    choice("room_support", "Soutien dans la salle", device.choices.room_support, note.room_support),
    ...(device.young ? [] : [choice("voice", "Qui parle", device.choices.voice, note.voice)]),
    number("voice_count", "À combien", 100000),
    choice("capture", "Saisie", device.choices.capture, note.capture),
    make("div", { className: "actions" }, make("button", {}, "Enregistrer"),
      make("button", { type: "button", className: "quiet", onclick: leave }, "Ne rien changer")));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (text.value.trim() && form.reportValidity()) done(read(form));
  };
  form.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { event.preventDefault(); leave(); }
    if (event.key === "Enter" && !event.shiftKey && event.target === text && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  };
  return form;
}

function read(form) {
  const data = new FormData(form);
  const values = {};
  for (const [name, raw] of data) {
    values[name] = name === "dots" || name === "voice_count" ? (raw === "" ? null : Number(raw)) : raw.trim();
  }
  return values;
}
