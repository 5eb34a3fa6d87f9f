/* Signing out takes away what this device kept of the room: pages, and notes that the server has. Notes that it
   does not have stay, and the person is told. */

import { desks, forget, forgetPages, waitingNotes } from "./room-store.js";

export function leaveCleanly() {
  for (const form of document.querySelectorAll('form[action*="/comptes/"]')) {
    if (form.dataset.clean || !/logout|deconnexion/.test(form.action)) continue;
    form.dataset.clean = "yes";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await cleaned()) HTMLFormElement.prototype.submit.call(form);
    });
  }
}

async function cleaned() {
  try {
    const waiting = (await waitingNotes()).length;
    const asked = waiting > 1
      ? `${waiting} notes ne sont pas encore envoyées. Elles resteront sur cet appareil et partiront à votre prochaine connexion ici. Se déconnecter ?`
      : "Une note n’est pas encore envoyée. Elle restera sur cet appareil et partira à votre prochaine connexion ici. Se déconnecter ?";
    if (waiting && !confirm(asked)) return false;
    await forgetPages();
    for (const { desk } of await desks()) await forget(desk);
  } catch {
    // nothing is kept here
  }
  return true;
}

leaveCleanly();
