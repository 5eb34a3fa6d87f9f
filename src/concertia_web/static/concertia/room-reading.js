/* The reading back, projected: arrows from column to column, full screen where the browser allows it. */

const button = document.getElementById("full");
if (document.documentElement.requestFullscreen) {
  button.hidden = false;
  button.onclick = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.querySelector("main").requestFullscreen();
  };
}

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const target = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous" }[event.key];
  const link = target && document.getElementById(target);
  if (link) { event.preventDefault(); link.click(); }
});
