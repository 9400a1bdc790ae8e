// <button type="button" data-app-print hidden>: shown, and printing, only where a script can print.

export function addPrintButtons() {
  for (const button of document.querySelectorAll("[data-app-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
