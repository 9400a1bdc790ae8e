// Keeps what somebody types in a section of a plan: a few seconds after typing, on leaving a box, on leaving the page.
//
// The form holds [data-app-draft-url data-app-draft-serial data-app-sign-in-url] and [data-app-draft-status]. The serial is
// the server's clock in milliseconds as the page goes on counting it, so that an older packet, from this page or another,
// never replaces a newer one. Nothing is stored in the browser: after the session has ended the server still keeps the words.

const AFTER_TYPING = 2500;
const AT_THE_LATEST = 8000;
const TRY_AGAIN = 8000;

export function keepDrafts() {
  const place = document.querySelector("[data-app-draft-url]");
  const form = place && place.closest("form");
  if (!form) return;
  const status = form.querySelector("[data-app-draft-status]");
  const began = performance.now();
  let base = Number(place.dataset.appDraftSerial);
  let lastSerial = 0;
  let timer = 0;
  let firstUnsaved = 0;
  let dirty = false;
  let leaving = false;
  let checked = ""; // what the last answer said about access; it saves the server asking every time

  const serial = () => {
    lastSerial = Math.max(lastSerial + 1, Math.round(base + performance.now() - began));
    return lastSerial;
  };
  const packet = () => {
    const data = new FormData(form);
    data.set("serial", String(serial()));
    data.set("checked", checked);
    return data;
  };
  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  async function save() {
    window.clearTimeout(timer);
    if (!dirty || leaving) return;
    dirty = false;
    firstUnsaved = 0;
    const data = packet();
    const mine = lastSerial;
    try {
      const answer = await fetch(place.dataset.appDraftUrl, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        redirect: "manual",
        keepalive: false,
      });
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (said.checked) checked = said.checked;
      if (said.newest === false && mine === lastSerial) {
        // Another page of the same person was later by its count. What is typed here last is what they see here.
        base = said.serial - (performance.now() - began) + 1;
        lastSerial = Math.max(lastSerial, said.serial);
        dirty = true;
        plan(0);
      } else if (answer.ok) {
        say(`Saved ${said.saved_at} as your draft.`);
      } else if (answer.status === 401) {
        signedOut(said.saved_at);
      } else {
        failed(said.error);
      }
    } catch {
      failed();
    }
  }

  function failed(why) {
    dirty = true;
    say(why || "Not saved. We could not reach Mainstay and will try again. Do not close this page.");
    plan(TRY_AGAIN);
  }

  function signedOut(at) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = place.dataset.appSignInUrl;
    link.textContent = "Sign in to go on";
    status.textContent = at ? `You were signed out. What you wrote is kept, saved ${at}. ` : "You were signed out, and this could not be saved. ";
    status.append(link);
  }

  function plan(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  // Leaving: nobody waits for an answer any more. The browser sends it after the page is gone.
  function sendLast() {
    if (!dirty || leaving) return;
    dirty = false;
    navigator.sendBeacon(place.dataset.appDraftUrl, packet());
  }

  form.addEventListener("input", () => {
    dirty = true;
    const now = performance.now();
    firstUnsaved ||= now;
    plan(Math.max(0, Math.min(AFTER_TYPING, firstUnsaved + AT_THE_LATEST - now)));
  });
  form.addEventListener("focusout", (event) => {
    // Who goes to a button of the form is about to save the section itself.
    if (event.relatedTarget?.type !== "submit") save();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    window.clearTimeout(timer);
  });
  window.addEventListener("pagehide", sendLast);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") sendLast();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
}
