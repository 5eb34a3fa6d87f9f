/* The entry of a session: notes are written on this device first, then sent. Without this script the page is a
   set of plain forms. */

import { Board } from "./room-board.js";
import * as store from "./room-store.js";
import { Sync } from "./room-sync.js";
import { leaveCleanly } from "./room-leave.js";

const device = JSON.parse(document.getElementById("room-device").textContent);
const bar = document.getElementById("room-state");
const alertBox = document.getElementById("room-alert");
const form = document.getElementById("room-settings");
const SETTINGS = `concertia-room ${device.desk}`;
const notes = new Map();
const writing = new Map(); // being written on the disk: a reading of the disk may not have them yet
const undoing = [];
let board = null;
let sync = null;

const plural = (count, one, several) => (count > 1 ? several : one).replace("%", count);

function settings() {
  const said = form ? Object.fromEntries(new FormData(form)) : {};
  return {
    subgroup: said.subgroup?.trim() ?? "",
    question: said.question ?? "",
    voice: said.voice || "collective",
    voice_count: Number.parseInt(said.voice_count, 10) || null,
    capture: said.capture || "noted",
  };
}

const chosen = (field) => (field.options
  ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
  : field.value !== field.defaultValue);

function keepSettings() {
  localStorage.setItem(SETTINGS, JSON.stringify(Object.fromEntries(new FormData(form))));
}

/* What this device had last time, but where someone has already chosen while the page was coming. */
function takeSettings() {
  const fields = [...form.elements].filter((field) => field.name);
  const touched = new Set(fields.filter(chosen).map((field) => field.name));
  const said = JSON.parse(localStorage.getItem(SETTINGS) ?? "{}");
  for (const [name, value] of Object.entries(said)) {
    const field = form.elements[name];
    if (field && !touched.has(name) && !new URLSearchParams(location.search).has(name)) field.value = value;
  }
}

function draw() {
  const shown = [...notes.values()].sort((a, b) => a.typed - b.typed || a.client_id.localeCompare(b.client_id));
  board.show(shown);
  say(sync.state);
}

async function reload() {
  const held = await store.notesOf(device.desk);
  notes.clear();
  for (const note of [...held, ...writing.values()]) notes.set(note.client_id, note);
  draw();
}

/* Where things stand, in words. */
function say(state) {
  const all = [...notes.values()];
  const waiting = all.filter((note) => note.dirty).length;
  const sent = all.length - waiting;
  const kept = plural(waiting, "1 note gardée sur cet appareil, sera envoyée", "% notes gardées sur cet appareil, seront envoyées");
  let text = plural(sent, sent ? "1 note enregistrée." : "Aucune note pour l’instant.", "Les % notes sont enregistrées.");
  if (!all.length && !sync.heard && state.online) text = "Un instant…";
  else if (waiting && state.problem) text = plural(waiting, "1 note gardée sur cet appareil.", "% notes gardées sur cet appareil.");
  else if (waiting) text = state.online ? `${kept}…` : `${kept} au retour du réseau.`;
  else if (!state.online) text = `Pas de réseau : tout ce que vous tapez reste sur cet appareil, puis partira. ${sent ? text : ""}`.trim();
  bar.dataset.state = state.problem ? "problem" : waiting || !state.online ? "waiting" : "sent";
  if (bar.textContent !== text) bar.textContent = text;
  warn(state);
}

function warn(state) {
  if (alertBox.dataset.said === state.problem) return;
  alertBox.dataset.said = state.problem;
  alertBox.replaceChildren();
  if (!state.problem) return;
  const box = document.createElement("p");
  box.className = "notice warn";
  box.append(state.problem);
  if (state.signIn) {
    const link = document.createElement("a");
    link.href = device.desk; // asked from the network, it leads to the sign-in page and back here
    link.textContent = "Se connecter à nouveau";
    box.append(" ", link);
  }
  alertBox.append(box);
}

let last = 0;

/* Later than any other: notes typed within the same instant keep their order. */
function now() {
  last = Math.max(Date.now(), last + 1);
  return last;
}

/* Show a note, write it on this device, and send it when it can be. */
async function write(note) {
  const before = notes.get(note.client_id);
  const changed = { ...note, dirty: true, refused: "", change: crypto.randomUUID() };
  changed.revision = Math.max(note.revision ?? 0, note.base ?? 0) + 1;
  notes.set(changed.client_id, changed);
  writing.set(changed.client_id, changed);
  draw();
  try {
    await store.keep(changed);
  } catch {
    if (writing.get(changed.client_id) === changed) writing.delete(changed.client_id);
    if (before) notes.set(changed.client_id, before);
    else notes.delete(changed.client_id);
    draw();
    alertBox.dataset.said = "full";
    alertBox.replaceChildren(Object.assign(document.createElement("p"), {
      className: "notice wrong",
      textContent: "Cet appareil refuse d’enregistrer (mémoire pleine ou navigation privée). Le texte est resté en place : libérez de la place, ou prenez le tableau XLSX.",
    }));
    return null;
  }
  if (writing.get(changed.client_id) === changed) writing.delete(changed.client_id);
  store.tell();
  sync.soon();
  return changed;
}

function fresh(kind, text) {
  return {
    ...settings(), text, declared_kind: kind, dots: null, room_support: "unmeasured", desk: device.desk,
    client_id: crypto.randomUUID(), base: 0, revision: 0, removed: false, typed: now(),
    doubt: "", masked: "", rivals: [],
  };
}

/* Do a thing and know how to undo it: known at once, since « annuler » may come before the disk has answered. */
async function undoable(work, back) {
  undoing.push(back);
  const done = await work();
  if (!done && undoing.includes(back)) undoing.splice(undoing.indexOf(back), 1);
  return done;
}

const takenBack = (note) => write({ ...notes.get(note.client_id) ?? note, removed: true });

function add(kind, text) {
  const note = fresh(kind, text);
  return undoable(() => write(note), () => takenBack(note));
}

async function addMany(kind, lines) {
  const made = [];
  await undoable(async () => {
    for (const line of lines) {
      const note = await write(fresh(kind, line));
      if (note) made.push(note);
    }
    return made.length;
  }, async () => {
    for (const note of made) await takenBack(note);
  });
}

async function change(note, values) {
  const current = notes.get(note.client_id) ?? note;
  const before = Object.fromEntries(store.FIELDS.map((field) => [field, current[field]]));
  if (Object.entries(values).every(([name, value]) => current[name] === value)) return;
  const back = () => write({ ...notes.get(note.client_id) ?? current, ...before, removed: false });
  await undoable(() => write({ ...current, ...values }), back);
}

async function remove(note) {
  const current = notes.get(note.client_id) ?? note;
  const back = () => write({ ...notes.get(note.client_id) ?? current, removed: false });
  await undoable(() => write({ ...current, removed: true }), back);
}

async function undo() {
  const last = undoing.pop();
  if (last) { await last(); return; }
  bar.textContent = "Il n’y a plus rien à annuler depuis l’ouverture de cette page.";
}

/* What only the server does: cover, keep, choose. Asked from here, then the notes come back. */
async function ask(note, action, more = {}) {
  if (!sync.token) await sync.run();
  const body = new URLSearchParams({ csrfmiddlewaretoken: sync.token ?? "", ...more });
  const url = device.note.replace(/0{8}(-0{4}){3}-0{12}/, note.client_id);
  try {
    await fetch(`${url}${action}/`, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
  } catch {
    bar.textContent = "Ce choix demande du réseau : il attendra son retour.";
    return;
  }
  await sync.run();
}

function tools() {
  const place = document.getElementById("device-tools");
  const button = (label, work, kind) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: kind, onclick: work });
    place.append(made);
  };
  button("Enregistrer dans un fichier les notes non envoyées", async () => {
    const waiting = (await store.notesOf(device.desk)).filter((note) => note.dirty);
    if (!waiting.length) { bar.textContent = "Toutes les notes sont envoyées : il n’y a rien à mettre dans un fichier."; return; }
    store.download(store.asTable(waiting, device.labels, device.choices), "notes-non-envoyees.tsv");
  }, "second");
  button("Vider cet appareil", emptied, "danger");
  place.hidden = false;
}

async function emptied() {
  await sync.run();
  const left = (await store.notesOf(device.desk)).filter((note) => note.dirty).length;
  if (left) {
    bar.textContent = plural(left, "1 note n’est pas encore envoyée : rien n’est effacé. Attendez le réseau, ou enregistrez-la dans un fichier.", "% notes ne sont pas encore envoyées : rien n’est effacé. Attendez le réseau, ou enregistrez-les dans un fichier.");
    return;
  }
  await store.forget(device.desk, true);
  await store.forgetPages(device.desk);
  localStorage.removeItem(SETTINGS);
  for (const registration of await navigator.serviceWorker?.getRegistrations() ?? []) {
    if (new URL(registration.scope).pathname === device.desk) await registration.unregister();
  }
  document.getElementById("board").replaceChildren();
  document.body.classList.add("emptied");
  bar.textContent = "Cet appareil ne garde plus rien de ce temps de débat. Les notes sont sur le site ; vous pouvez fermer la page.";
}

async function start() {
  await store.notesOf(device.desk); // throws where the browser keeps nothing: the plain forms stay
  document.body.classList.add("live");
  if (form) {
    takeSettings();
    form.addEventListener("input", keepSettings);
    form.addEventListener("submit", (event) => { event.preventDefault(); board.resume(); });
  }
  sync = new Sync(device, say, reload);
  board = new Board(document.getElementById("board"), device, {
    add, addMany, change, remove, undo, redraw: draw,
    find: (id) => notes.get(id),
    mask: (note) => ask(note, "masquer"),
    leave: (note) => ask(note, "garder"),
    choose: (note, rival, choice) => ask(note, "versions", { rival: rival.id, choice }),
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.key.toLowerCase() === "t" && form) { event.preventDefault(); form.elements.subgroup.select(); }
  });
  store.onTold(reload);
  await store.keepDesk({ desk: device.desk, title: device.title, labels: device.labels, choices: device.choices });
  await reload();
  tools();
  leaveCleanly();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register(`${device.desk}agent.js`, { scope: device.desk }).catch(() => {
    bar.dataset.agent = "none";
  });
  await sync.start();
}

start().catch(() => document.body.classList.remove("live"));
