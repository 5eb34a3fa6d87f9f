/* The wall: columns, the line to type in each, and the keyboard. */

import { card, editor, make } from "./room-card.js";

export class Board {
  /* `on`: {add(kind, text), change(note, values), remove(note), undo(), mask, leave, choose}. */
  constructor(root, device, on) {
    this.root = root;
    this.device = device;
    this.on = on;
    this.columns = new Map();
    this.editing = null;
    this.last = device.columns[0].key;
    const begun = [...root.querySelectorAll("textarea")];
    const at = document.activeElement;
    root.replaceChildren();
    for (const column of device.columns) this.column(column);
    for (const before of begun) this.resumed(before, before === at);
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea[data-column]")) this.last = event.target.dataset.column;
    });
    document.addEventListener("keydown", (event) => this.jump(event));
  }

  /* From anywhere on the page: Alt and a digit go to a column. */
  jump(event) {
    if (!event.altKey || event.isComposing || !/^[1-9]$/.test(event.key)) return;
    const key = [...this.columns.keys()][Number(event.key) - 1];
    if (key === undefined) return;
    event.preventDefault();
    this.columns.get(key).line.focus();
  }

  /* What was being typed in the plain form, before this script was there, goes on in the line that replaces it. */
  resumed(before, focused) {
    const line = document.getElementById(before.id);
    if (!line) return;
    line.value = before.value;
    if (!focused) return;
    line.focus({ preventScroll: true });
    line.setSelectionRange(before.selectionStart, before.selectionEnd);
  }

  /* Back to the line where notes were being typed. */
  resume() {
    this.columns.get(this.last).line.focus();
  }

  column({ key, label, hint }) {
    const slug = key || "sans";
    const line = make("textarea", {
      className: "input", rows: 2, maxLength: 4000, id: `add-${slug}`, enterKeyHint: "done",
    });
    line.dataset.column = key;
    line.setAttribute("aria-describedby", "room-state");
    const list = make("ul", { className: "note-list" });
    const count = make("span", { className: "count-of" }, "0");
    const section = make("section", { className: "column", id: `c-${slug}` },
      make("h2", { id: `t-${slug}` }, `${label} `, count),
      make("p", { className: "small" }, hint),
      ...(this.device.mayType
        ? [make("label", { className: "away", htmlFor: line.id }, `Nouvelle note : ${label}`), line,
          make("button", { type: "button", className: "second touch", onclick: () => this.save(line) }, "Ajouter")]
        : []),
      list);
    section.setAttribute("aria-labelledby", `t-${slug}`);
    this.root.append(section);
    line.addEventListener("paste", (event) => this.pasted(event, line));
    this.columns.set(key, { section, line, list, count });
  }

  /* Show these notes. What is being typed or edited is left alone. */
  show(notes) {
    const focused = document.activeElement?.closest?.(".live-note")?.dataset.id;
    const byColumn = new Map([...this.columns.keys()].map((key) => [key, []]));
    for (const note of notes) {
      if (note.removed) continue;
      if (!byColumn.has(note.declared_kind)) {
        const label = this.device.labels[note.declared_kind];
        this.column({ key: note.declared_kind, label, hint: "" });
        byColumn.set(note.declared_kind, []);
      }
      byColumn.get(note.declared_kind).push(note);
    }
    for (const [key, held] of byColumn) {
      const { list, count } = this.columns.get(key);
      count.textContent = String(held.length);
      const items = held.map((note) => (note.client_id === this.editing
        ? document.getElementById(`n-${note.client_id}`) ?? card(note, this.device, this.actions())
        : card(note, this.device, this.actions())));
      list.replaceChildren(...items);
    }
    if (focused && !this.editing) {
      const kept = document.getElementById(`n-${focused}`) ?? this.columns.get(this.last).line;
      kept.focus({ preventScroll: true });
    }
  }

  actions() {
    return {
      dots: (note, step) => this.on.change(note, { dots: Math.max(0, (note.dots ?? 0) + step) }),
      edit: (note) => this.edit(note),
      remove: (note) => this.remove(note),
      mask: this.on.mask,
      leave: this.on.leave,
      choose: this.on.choose,
    };
  }

  edit(note) {
    const item = document.getElementById(`n-${note.client_id}`);
    if (!item || this.editing) return;
    this.editing = note.client_id;
    const close = () => {
      this.editing = null;
      this.on.redraw();
      document.getElementById(`n-${note.client_id}`)?.focus();
    };
    const form = editor(note, this.device, async (values) => {
      await this.on.change(note, values);
      close();
    }, close);
    item.replaceChildren(form);
    form.elements.text.focus();
  }

  async remove(note) {
    const item = document.getElementById(`n-${note.client_id}`);
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    const target = next?.dataset.id;
    const removed = this.on.remove(note); // shown at once: the next key must not wait for the disk
    const found = target && document.getElementById(`n-${target}`);
    (found || this.columns.get(note.declared_kind).line).focus();
    await removed;
  }

  async save(line) {
    const text = line.value.trim();
    if (!text) return;
    line.value = ""; // at once: what is typed meanwhile is the next note
    line.focus();
    if (!(await this.on.add(line.dataset.column, text))) {
      line.value = line.value ? `${text}\n${line.value}` : text;
    }
  }

  /* Several lines pasted in a column: one note each. A table has its own page. */
  async pasted(event, line) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.split(/\r?\n/).map((one) => one.trim()).filter((one) => /[\p{L}\p{N}]/u.test(one));
    if (lines.length < 2 || text.includes("\t") || line.value.trim()) return;
    event.preventDefault();
    await this.on.addMany(line.dataset.column, lines);
  }

  neighbour(key, step) {
    const keys = [...this.columns.keys()];
    return keys[keys.indexOf(key) + step];
  }

  key(event) {
    if (event.isComposing || event.altKey) return;
    if (event.target.matches("textarea[data-column]")) this.lineKey(event, event.target);
    else if (event.target.matches(".live-note")) this.noteKey(event, event.target);
  }

  lineKey(event, line) {
    const empty = line.value === "";
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.save(line);
    } else if (empty && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const key = this.neighbour(line.dataset.column, event.key === "ArrowLeft" ? -1 : 1);
      if (key !== undefined) { event.preventDefault(); this.columns.get(key).line.focus(); }
    } else if (empty && event.key === "ArrowDown") {
      const first = this.columns.get(line.dataset.column).list.firstElementChild;
      if (first) { event.preventDefault(); first.focus(); }
    } else if (empty && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      this.on.undo();
    } else if (event.key === "Escape") {
      line.value = "";
    }
  }

  noteKey(event, item) {
    const note = this.on.find(item.dataset.id);
    if (!note) return;
    const column = this.columns.get(note.declared_kind);
    const control = event.ctrlKey || event.metaKey;
    const work = {
      ArrowDown: () => item.nextElementSibling?.focus(),
      ArrowUp: () => (item.previousElementSibling ?? column.line).focus(),
      Escape: () => column.line.focus(),
    };
    if (this.device.mayType) {
      Object.assign(work, {
        Enter: () => this.edit(note),
        Delete: () => this.remove(note),
        "+": () => this.on.change(note, { dots: (note.dots ?? 0) + 1 }),
        "-": () => this.on.change(note, { dots: Math.max(0, (note.dots ?? 0) - 1) }),
        ArrowLeft: () => this.move(note, -1),
        ArrowRight: () => this.move(note, 1),
      });
    }
    if (control && event.key.toLowerCase() === "z") { event.preventDefault(); this.on.undo(); return; }
    if (control || !work[event.key]) return;
    event.preventDefault();
    work[event.key]();
  }

  async move(note, step) {
    const key = this.neighbour(note.declared_kind, step);
    if (key === undefined) return;
    await this.on.change(note, { declared_kind: key });
    document.getElementById(`n-${note.client_id}`)?.focus();
  }
}
