// One key per code, while the text or its buttons have the focus. Without this file the same form has buttons.

const form = document.getElementById("coding");
let sent = false;

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || sent) return;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code); // a French keyboard writes & for the key 1
  const key = digit ? digit[1] : event.key.toLowerCase();
  const button = key.length === 1 ? form.querySelector(`button[data-key="${CSS.escape(key)}"]`) : null;
  if (!button) return;
  event.preventDefault();
  button.click();
}

if (form) {
  form.addEventListener("keydown", pressed);
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  const text = document.getElementById("texte");
  if (text && [document.body, text].includes(document.activeElement)) text.focus({ preventScroll: true });
}
