// Saves a form by itself a moment after each change, and says so. Without this file the buttons save.
const QUIET = 1500;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const line = form.querySelector("[data-saved]");
  let timer = 0;
  let busy = false;
  let again = false;
  let stopped = false;
  let leaving = false;
  let dirty = false;

  const tell = (state, text) => {
    line.dataset.state = state;
    line.textContent = text;
  };

  const apply = (answer) => {
    for (const [name, value] of Object.entries(answer.bases)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    if (answer.location) {
      const there = new URL(answer.location, window.location.href);
      history.replaceState(null, "", there);
    }
    stopped = answer.state === "conflict";
    tell(answer.state, answer.text);
  };

  const save = async () => {
    if (busy || stopped || leaving) {
      again = busy;
      return;
    }
    busy = true;
    dirty = false;
    tell("saving", "Enregistrement…");
    try {
      const response = await fetch(window.location.href, {
        method: "POST",
        headers: { "X-Autosave": "1" },
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "error",
      });
      if (!response.ok) throw new Error(String(response.status));
      apply(await response.json());
    } catch {
      dirty = true;
      tell("offline", "Pas encore enregistré : le site ne répond pas. Votre texte est sur cette page ; réessayez avec « Enregistrer ».");
    }
    busy = false;
    if (again) {
      again = false;
      save();
    }
  };

  form.addEventListener("input", () => {
    dirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET);
  });
  form.addEventListener("submit", async (event) => {
    window.clearTimeout(timer);
    if (busy) {
      // A save is on its way: wait for it, or the same record would be added twice.
      event.preventDefault();
      while (busy) await new Promise((later) => window.setTimeout(later, 50));
      form.requestSubmit(event.submitter);
      return;
    }
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
}
