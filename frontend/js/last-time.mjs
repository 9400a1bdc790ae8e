// Beside what the last plan said, a button that takes the words over into the box above. They are added, never replaced.

export function takeWordsOver() {
  for (const details of document.querySelectorAll(".app-last-time")) {
    const words = details.querySelector("[data-app-last-time]");
    const box = details.previousElementSibling && details.previousElementSibling.querySelector("textarea");
    if (!words || !box) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0 govuk-!-margin-top-2";
    button.textContent = "Use these words again";
    button.setAttribute("aria-describedby", box.id);
    button.addEventListener("click", () => {
      box.value = [box.value, words.innerText].filter(Boolean).join("\n");
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
    words.after(button);
  }
}
