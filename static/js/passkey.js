// The browser's part of a passkey. A form [data-passkey] is sent once its credential is there;
// what to ask comes with the page or, at the door, from where the form goes.
const able = Boolean(globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON);
// A passkey belongs to a name; an address of numbers has none.
const named = !/^[\d.]+$|:/.test(location.hostname);

for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = !(able && named);
for (const words of document.querySelectorAll("[data-passkey-unable]")) words.hidden = able && named;

async function question(form) {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function make({ publicKey }) {
  // One that the device finds by itself and opens only for its holder: it signs in alone.
  Object.assign(publicKey.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  const asked = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
  return navigator.credentials.create({ publicKey: asked });
}

function find({ publicKey }) {
  const asked = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  return navigator.credentials.get({ publicKey: asked });
}

async function answer(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const asked = await question(form);
    const credential = await (asked.creation_options
      ? make(asked.creation_options)
      : find(asked.request_options));
    form.elements.credential.value = JSON.stringify(credential);
    form.requestSubmit();
  } catch {
    failed.hidden = false; // the browser has said why
  }
}

// Before every other listener: nothing is sent yet.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-passkey]") || form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    answer(form);
  },
  true,
);
