// A table of boxes to be filled in column by column: Enter and the arrow keys go to the same box of the next or the
// previous line. Without this the Tab key goes from box to box, and everything can be done with that.

const STEPS = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };

export function moveInGrids() {
  for (const grid of document.querySelectorAll("[data-app-grid]")) {
    grid.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      const box = event.target;
      if (!step || event.altKey || event.ctrlKey || event.metaKey || !box.matches('td input[type="text"]')) return;
      const column = box.closest("td").cellIndex;
      const lines = [...grid.querySelectorAll("tbody tr")];
      const line = lines[lines.indexOf(box.closest("tr")) + step * (event.shiftKey ? -1 : 1)];
      const next = line && line.cells[column].querySelector('input[type="text"]');
      if (!next && event.key === "Enter") {
        event.preventDefault();
        grid.querySelector('button[type="submit"]').focus();
        return;
      }
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.select();
    });
  }
}
