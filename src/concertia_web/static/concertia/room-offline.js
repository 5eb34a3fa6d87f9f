/* Where no page of the room can be shown: the notes that wait on this device, and a file to save them in. */

import { asTable, desks, download, waitingNotes } from "./room-store.js";

async function show() {
  const place = document.getElementById("kept");
  const waiting = await waitingNotes();
  if (!waiting.length) return;
  const known = new Map((await desks()).map((desk) => [desk.desk, desk]));
  const title = document.createElement("h2");
  title.textContent = waiting.length > 1
    ? `${waiting.length} notes attendent sur cet appareil`
    : "Une note attend sur cet appareil";
  const list = document.createElement("ul");
  list.className = "note-list";
  for (const note of waiting) {
    const item = Object.assign(document.createElement("li"), { className: "note" });
    const words = document.createElement("p");
    words.textContent = note.removed ? `(à retirer) ${note.text}` : note.text;
    const where = Object.assign(document.createElement("p"), { className: "small" });
    const desk = known.get(note.desk);
    where.textContent = [desk?.title, desk?.labels?.[note.declared_kind], note.subgroup].filter(Boolean).join(" · ");
    item.append(words, where);
    list.append(item);
  }
  const save = Object.assign(document.createElement("button"), { type: "button", textContent: "Les enregistrer dans un fichier" });
  save.onclick = () => {
    const desk = known.get(waiting[0].desk);
    download(asTable(waiting, desk?.labels, desk?.choices), "notes-non-envoyees.tsv");
  };
  const help = document.createElement("p");
  help.textContent = "Ce fichier s’ouvre dans un tableur ; l’équipe le reprend par « Coller un tableau ».";
  place.append(title, list, save, help);
  place.hidden = false;
}

show().catch(() => {});
