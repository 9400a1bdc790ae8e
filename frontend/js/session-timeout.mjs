// Warns before a session ends, and keeps it alive while somebody is typing.
//
// <dialog data-app-session-timeout data-idle-seconds data-ends-in-seconds data-warn-seconds data-expired-url> holds a form
// that posts to the keep-alive address. Idleness can be put off; the end of the working day (data-ends-in-seconds) cannot,
// and is announced once in other words ([data-app-when-over] instead of [data-app-when-idle]). The moment of the last contact with the server is shared between tabs, so that working in one tab
// does not end the session in another. Time is read from the clock, not counted, so that a sleeping laptop is treated fairly.

const SHARED = "mainstay-last-contact";

export function watchSession() {
  const dialog = document.querySelector("dialog[data-app-session-timeout]");
  if (!dialog || typeof dialog.showModal !== "function") return;

  const idle = Number(dialog.dataset.idleSeconds);
  const warn = Math.min(Number(dialog.dataset.warnSeconds), idle / 2);
  const form = dialog.querySelector("form");
  const remaining = dialog.querySelectorAll("[data-app-remaining]");
  const endsAt = Date.now() + Number(dialog.dataset.endsInSeconds) * 1000;
  const announced = dialog.querySelector("[data-app-announced]");
  let lastContact = Date.now();
  let lastWords = "";
  let extending = false;
  let endIsKnown = false;

  const readShared = () => {
    try {
      return Number(window.localStorage.getItem(SHARED)) || 0;
    } catch {
      return 0;
    }
  };
  const touched = () => {
    lastContact = Date.now();
    try {
      window.localStorage.setItem(SHARED, String(lastContact));
    } catch {
      // A browser without storage watches this tab alone.
    }
  };
  const idleSecondsLeft = () => idle - (Date.now() - Math.max(lastContact, readShared())) / 1000;
  const secondsToTheEnd = () => (endsAt - Date.now()) / 1000;

  async function extend() {
    if (extending) return;
    extending = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.ok) {
        touched();
        if (dialog.open) dialog.close();
      } else {
        window.location.assign(dialog.dataset.expiredUrl);
      }
    } catch {
      announced.textContent = "We could not reach Mainstay. Check your connection and try again.";
    } finally {
      extending = false;
    }
  }

  function show(left, over) {
    for (const part of dialog.querySelectorAll("[data-app-when-idle]")) part.hidden = over;
    for (const part of dialog.querySelectorAll("[data-app-when-over]")) part.hidden = !over;
    if (!dialog.open) dialog.showModal();
    for (const place of remaining) place.textContent = words(left);
    const spoken = left > 60 ? words(Math.ceil(left / 60) * 60) : words(Math.ceil(left / 20) * 20);
    if (spoken !== lastWords) {
      lastWords = spoken;
      announced.textContent = `You will be signed out in ${spoken}.`;
    }
  }

  function look() {
    const idleLeft = idleSecondsLeft();
    const endLeft = secondsToTheEnd();
    if (idleLeft <= 0 || endLeft <= 0) window.location.assign(dialog.dataset.expiredUrl);
    else if (idleLeft <= warn && idleLeft < endLeft) show(idleLeft, false);
    else if (endLeft <= warn && !endIsKnown) show(endLeft, true);
    else if (dialog.open) dialog.close();
  }

  function goOn() {
    endIsKnown = true;
    dialog.close();
    extend();
  }

  // Typing is not idleness: tell the server now and then, well before the warning.
  const quiet = Math.max(30, idle / 4);
  const busy = () => {
    const sinceContact = idle - idleSecondsLeft();
    if (!dialog.open && sinceContact > quiet) extend();
  };

  touched();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    extend();
  });
  dialog.querySelector("[data-app-go-on]").addEventListener("click", goOn);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (dialog.querySelector("[data-app-go-on]").hidden) extend();
    else goOn();
  });
  document.addEventListener("input", busy);
  document.addEventListener("visibilitychange", look);
  window.setInterval(look, 1000);
}

function words(seconds) {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole >= 60) {
    const minutes = Math.ceil(whole / 60);
    return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  }
  return whole === 1 ? "1 second" : `${whole} seconds`;
}
