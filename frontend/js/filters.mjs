// The filter panel is an open <details>. On a phone it is folded away so that the results come first.

const NARROW = "(max-width: 48.0525em)";

export function foldFiltersOnPhones() {
  const narrow = window.matchMedia(NARROW);
  const panels = document.querySelectorAll("details[data-app-filter]");
  const follow = () => {
    for (const panel of panels) panel.open = !narrow.matches;
  };
  follow();
  narrow.addEventListener("change", follow);
}
