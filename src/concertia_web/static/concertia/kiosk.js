// A kiosk forgets: what somebody left on the screen is wiped after a while. Without this file, « Tout effacer »
// does the same.
const QUIET = 60000;
const WARNING = 15000;

for (const form of document.querySelectorAll("form[data-kiosk]")) {
  const line = form.querySelector("[data-idle-line]");
  const thanks = document.querySelector("[data-kept]");
  let timers = [];

  const wipe = () => {
    const empty = form.querySelector("a.button");
    window.location.replace(empty.href);
  };
  const wait = () => {
    for (const timer of timers) clearTimeout(timer);
    line.textContent = "";
    const used = thanks || [...form.elements].some((field) => field.tagName === "TEXTAREA" && field.value);
    if (!used) return;
    timers = [
      setTimeout(() => {
        if (!thanks) line.textContent = form.dataset.idle;
      }, QUIET - WARNING),
      setTimeout(wipe, QUIET),
    ];
  };
  for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, wait);
  wait();
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) wipe();
  });
}
