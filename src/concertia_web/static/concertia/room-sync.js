/* Send what waits on this device and take what the others typed. Says in words where things stand. */

import { FIELDS, notesOf, settle, tell } from "./room-store.js";

const BATCH = 50;
const PATIENCE = 15_000;
const AGAIN = 20_000;

export class Sync {
  /* `told(state)` is called with {online, problem, signIn} each time that changes; `changed()` after a merge. */
  constructor(device, told, changed) {
    this.device = device;
    this.told = told;
    this.changed = changed;
    this.token = null;
    this.running = null;
    this.again = false;
    this.state = { online: navigator.onLine, problem: "", signIn: false };
    this.heard = false; // whether the server has answered since the page was opened
    this.delay = null;
  }

  start() {
    addEventListener("online", () => this.soon(0));
    addEventListener("offline", () => this.say({ online: false, problem: "", signIn: false }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon(0);
    });
    setInterval(() => { if (document.visibilityState === "visible") this.soon(0); }, AGAIN);
    return this.run();
  }

  soon(wait = 600) {
    clearTimeout(this.delay);
    this.delay = setTimeout(() => this.run(), wait);
  }

  /* One exchange at a time; one asked for meanwhile follows. */
  run() {
    if (this.running) { this.again = true; return this.running; }
    this.running = this.exchange()
      .catch(() => this.say({ online: false, problem: "", signIn: false }))
      .finally(() => {
        this.running = null;
        if (this.again) { this.again = false; this.soon(0); }
      });
    return this.running;
  }

  say(state) {
    this.state = state;
    this.told(state);
  }

  async exchange() {
    let answer = await this.call("GET");
    if (!(await this.taken(answer, new Map()))) return;
    let size = BATCH;
    let renewed = false;
    for (;;) {
      const waiting = (await notesOf(this.device.desk)).filter((note) => note.dirty && !note.refused);
      if (!waiting.length) break;
      waiting.sort((a, b) => a.typed - b.typed);
      const batch = waiting.slice(0, size);
      answer = await this.call("POST", { changes: batch.map(asChange) });
      if (answer.status === 403 && !answer.body && !renewed) {
        renewed = true; // the token is of another session: take a fresh one, once
        if (!(await this.taken(await this.call("GET"), new Map()))) return;
        continue;
      }
      if (answer.status === 413 && size > 1) { size = Math.ceil(size / 2); continue; }
      const sent = new Map(batch.map((note) => [note.client_id, note]));
      if (!(await this.taken(answer, sent))) return;
    }
    this.say({ online: true, problem: "", signIn: false });
  }

  async call(method, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(this.device.sync, {
        method,
        body: body && JSON.stringify(body),
        headers: body ? { "Content-Type": "application/json", "X-CSRFToken": this.token ?? "" } : {},
        cache: "no-store",
        credentials: "same-origin",
        redirect: "error",
        signal: stop.signal,
      });
      const json = response.headers.get("Content-Type")?.startsWith("application/json");
      return { status: response.status, body: json ? await response.json() : null };
    } finally {
      clearTimeout(timer);
    }
  }

  /* Whether an answer was good; its notes and outcomes are then on the disk. */
  async taken({ status, body }, sent) {
    if (status === 200 && body) {
      this.token = body.token;
      this.heard = true;
      this.device.mayType = body.mayType;
      await settle(this.device.desk, sent, body.outcomes, body.notes);
      await this.changed();
      tell();
      return true;
    }
    const why = body?.why
      ?? "Le site répond mal en ce moment. Vos notes restent sur cet appareil et seront envoyées plus tard.";
    this.say({ online: true, problem: why, signIn: status === 401 && !body?.over, over: Boolean(body?.over) });
    return false;
  }
}

function asChange(note) {
  const change = { client_id: note.client_id, change: note.change, base: note.base, revision: note.revision };
  if (note.removed) return { ...change, removed: true };
  for (const field of FIELDS) change[field] = note[field];
  return change;
}
