// Keeps the progress of a job up to date; without JavaScript the page reloads itself.
const EVERY = 2000;

async function look() {
  const shown = document.getElementById("job");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("job");
    if (!fresh || fresh.dataset.state !== shown.dataset.state) {
      location.reload();
      return;
    }
    const bar = fresh.querySelector("progress");
    shown.querySelector("progress").value = bar.value;
    shown.querySelector("label").textContent = fresh.querySelector("label").textContent;
  } catch {
    // The network or the server is away: ask again later.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
