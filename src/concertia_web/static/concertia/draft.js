// Keeps what is being written on this device, for a lost connection or a closed page. Without this file the
// form works the same, and a refused form still shows what was typed.
const DAYS = 14;
const NEVER = new Set(["csrfmiddlewaretoken", "stamp", "site", "email", "code", "suite"]);
const place = (name) => `concertia.draft.${name}`;

const store = {
  read(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(place(name)));
      return kept && Date.now() - kept.at < DAYS * 86400000 ? kept.values : null;
    } catch {
      return null;
    }
  },
  write(name, values) {
    try {
      localStorage.setItem(place(name), JSON.stringify({ at: Date.now(), values }));
      return true;
    } catch {
      return false;
    }
  },
  erase(name) {
    try {
      localStorage.removeItem(place(name));
    } catch {
      // nothing was kept
    }
  },
};

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && field.type !== "file");
const written = (form) => fieldsOf(form).some((field) => (field.tagName === "TEXTAREA" || field.type === "text") && field.value.trim());

for (const done of document.querySelectorAll("[data-draft-done]")) store.erase(done.dataset.draftDone);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = form.dataset.draft;
  const line = form.querySelector("[data-draft-line]");
  const tell = (text) => {
    line.textContent = text;
    if (!store.read(name)) return;
    const erase = document.createElement("button");
    erase.type = "button";
    erase.className = "quiet";
    erase.textContent = form.dataset.erase;
    erase.addEventListener("click", () => {
      store.erase(name);
      form.reset();
      for (const field of fieldsOf(form)) if (field.tagName === "TEXTAREA" || field.type === "text") field.value = "";
      line.textContent = "";
    });
    line.append(" ", erase);
  };

  const keep = () => {
    const values = {};
    for (const field of fieldsOf(form)) {
      if (field.type === "radio") {
        if (field.checked) values[field.name] = field.value;
      } else if (field.type === "checkbox") values[field.name] = field.checked;
      else values[field.name] = field.value;
    }
    return store.write(name, values);
  };

  const kept = store.read(name);
  if (kept && !written(form)) {
    for (const field of fieldsOf(form)) {
      if (!(field.name in kept) || field.closest("[data-chosen]")) continue;
      if (field.type === "radio") field.checked = kept[field.name] === field.value;
      else if (field.type === "checkbox") field.checked = kept[field.name];
      else field.value = kept[field.name];
    }
    if (written(form)) tell(form.dataset.back);
  }

  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (keep()) tell(form.dataset.kept);
    }, 600);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    keep();
    if (navigator.onLine === false) {
      event.preventDefault();
      tell(form.dataset.offline);
    }
  });
}
