// Says what went wrong when a passkey was not used or not made. The page's scripts of django-allauth do the rest.

const ENDED = "The passkey was not used. You closed the question of your device, or it took too long. Try again.";
const UNFIT = "This device or browser cannot use a passkey here. Choose another way.";
const KNOWN = "This passkey is in your list already.";

export function explainPasskeyTrouble() {
  const place = document.querySelector("[data-app-passkey-trouble]");
  if (!place) return;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail?.exception?.name;
    if (name === "InvalidStateError") place.textContent = KNOWN;
    else if (name === "NotAllowedError" || name === "AbortError") place.textContent = ENDED;
    else place.textContent = UNFIT;
  });
}
