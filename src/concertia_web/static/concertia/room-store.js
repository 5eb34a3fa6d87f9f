/* What the entry of the room keeps on this device: notes, and the name of each desk they belong to.
   A note is written here before anything else happens to it. */

const DATABASE = "concertia-room";
const CHANNEL = "concertia-room";
const PAGES = "concertia-room-pages";
export const FIELDS = [
  "text", "declared_kind", "subgroup", "question", "voice", "voice_count", "capture", "room_support", "dots",
];

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const notes = request.result.createObjectStore("notes", { keyPath: ["desk", "client_id"] });
      notes.createIndex("desk", "desk");
      request.result.createObjectStore("desks", { keyPath: "desk" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = () => { opening = null; reject(request.error); };
    request.onblocked = () => { opening = null; reject(new Error("blocked")); };
  });
  return opening;
}

/* One transaction; resolves when what was written is on the disk, with what `work` asked for. */
async function within(stores, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability: "strict" });
    const asked = work(transaction);
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/* Every note of one desk, those taken back and not yet sent included. */
export const notesOf = (desk) =>
  within(["notes"], "readonly", (t) => t.objectStore("notes").index("desk").getAll(desk));

/* Notes of every desk that the server does not have yet. */
export async function waitingNotes() {
  const all = await within(["notes"], "readonly", (t) => t.objectStore("notes").getAll());
  return all.filter((note) => note.dirty);
}

export const desks = () => within(["desks"], "readonly", (t) => t.objectStore("desks").getAll());

export const keepDesk = (desk) => within(["desks"], "readwrite", (t) => t.objectStore("desks").put(desk));

export async function keep(...notes) {
  await within(["notes"], "readwrite", (t) => {
    for (const note of notes) t.objectStore("notes").put(note);
  });
}

/* Take what the server answered, in one transaction over what is on the disk now: a note changed meanwhile, in
   this tab or another, keeps its words and stays to be sent. `sent`: what went out; `received`: notes of the
   server, or null. */
export async function settle(desk, sent, outcomes, received) {
  await within(["notes"], "readwrite", (t) => {
    const store = t.objectStore("notes");
    const reading = store.index("desk").getAll(desk);
    reading.onsuccess = () => {
      const held = new Map(reading.result.map((note) => [note.client_id, note]));
      for (const outcome of outcomes) settleOne(store, held, sent, outcome);
      if (received) merge(store, held, desk, received);
    };
    return null;
  });
}

function settleOne(store, held, sent, outcome) {
  const note = held.get(outcome.note);
  const change = sent.get(outcome.note);
  if (!note || !change) return;
  if (outcome.state === "refused") {
    if (note.change === change.change) store.put({ ...note, refused: outcome.why });
    return;
  }
  if (note.change !== change.change) {
    note.base = outcome.revision;
    note.revision = Math.max(note.revision, outcome.revision + 1);
    store.put(note);
  } else if (change.removed && outcome.state !== "rival") {
    held.delete(note.client_id);
    store.delete([note.desk, note.client_id]);
  } else {
    Object.assign(note, { dirty: false, removed: false, base: outcome.revision, revision: outcome.revision });
    store.put(note);
  }
}

function merge(store, held, desk, received) {
  const there = new Set(received.map((note) => note.client_id));
  for (const note of received) {
    const mine = held.get(note.client_id);
    if (mine?.dirty) {
      store.put({ ...mine, rivals: note.rivals });
    } else {
      store.put({ ...note, desk, base: note.revision, dirty: false, removed: false, typed: note.position });
    }
  }
  for (const note of held.values()) {
    if (!note.dirty && !there.has(note.client_id)) store.delete([desk, note.client_id]);
  }
}

/* Forget one desk on this device: nothing that is not on the server, unless `all`. */
export async function forget(desk, all = false) {
  await within(["notes", "desks"], "readwrite", (t) => {
    const store = t.objectStore("notes");
    const reading = store.index("desk").getAll(desk);
    reading.onsuccess = () => {
      let left = 0;
      for (const note of reading.result) {
        if (all || !note.dirty) store.delete([desk, note.client_id]);
        else left += 1;
      }
      if (!left) t.objectStore("desks").delete(desk);
    };
    return null;
  });
}

/* Remove the pages kept for use without network: all of them, or that of one desk. What stays is nobody's: the
   static files, and the page that says that there is no network. */
export async function forgetPages(desk = "") {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    if (!desk) { await caches.delete(name); continue; }
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname === desk) await cache.delete(request);
    }
  }
}

/* Notes as a table that the page « Coller » reads: nothing is lost when a link or a session is over. */
export function asTable(notes, labels, choices) {
  const titles = ["Repère", "Colonne", "Note", "Table", "Gommettes", "Soutien", "Voix", "Combien", "Saisie"];
  const word = (name, value) => choices?.[name]?.[value] ?? value ?? "";
  const rows = notes.filter((note) => !note.removed).map((note) => [
    note.client_id, labels?.[note.declared_kind] ?? note.declared_kind, note.text, note.subgroup, note.dots,
    note.room_support === "unmeasured" ? "" : word("room_support", note.room_support),
    word("voice", note.voice), note.voice_count, word("capture", note.capture),
  ]);
  const cell = (value) => {
    const text = String(value ?? "");
    return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [titles, ...rows].map((row) => row.map(cell).join("\t")).join("\r\n");
}

export function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/tab-separated-values" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* Tell the other tabs of this browser, and hear them. */
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;
export const tell = () => channel?.postMessage("changed");
export const onTold = (work) => { if (channel) channel.onmessage = work; };
