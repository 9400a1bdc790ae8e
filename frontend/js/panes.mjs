// A pane that shows the whole of its table needs no stop of its own on the way of the Tab key.

export function skipPanesThatShowEverything() {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  for (const pane of document.querySelectorAll(".app-table-pane")) {
    watch.observe(pane);
  }
}
