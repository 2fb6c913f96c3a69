// Nothing typed is lost. form[data-keep]: what is in it survives a closed tab, an expired session
// and a lost network, until it is saved or thrown away. Lines logged without a network wait here
// and are sent, each with its key so that it is logged once, as soon as there is one again.
import { all, belongTo, drop, forget, get, newKey, put } from "./kept.js";

const PAUSE = 400;
const LASTS = 14 * 24 * 3600 * 1000;
const user = document.body.dataset.user;
const timers = new WeakMap();
const keys = new WeakMap();

// --- drafts --------------------------------------------------------------------------------

const own = (field) =>
  field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type);

// A draft belongs to its form and to the people who were in it at first.
function keyOf(form) {
  if (!keys.has(form)) {
    const who = [...form.querySelectorAll("input[name=people]")].map((box) => box.value).sort();
    keys.set(form, [user, form.getAttribute("action"), ...who].join(" "));
  }
  return keys.get(form);
}

function valuesOf(form) {
  const fields = [...form.elements].filter(own);
  const once = fields.filter(
    (field) => field.type === "radio" || fields.filter((one) => one.name === field.name).length === 1,
  );
  return once.map((field) =>
    ["radio", "checkbox"].includes(field.type)
      ? [field.name, field.value, field.checked]
      : [field.name, field.value],
  );
}

function fill(form, values) {
  for (const [name, value, checked] of values) {
    const fields = [...form.elements].filter((field) => own(field) && field.name === name);
    if (checked === undefined) {
      if (fields.length === 1) fields[0].value = value;
    } else {
      for (const field of fields) if (field.value === value) field.checked = checked;
    }
  }
}

const differ = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

async function bringBack(form) {
  const key = keyOf(form);
  const kept = await get("drafts", key);
  if (!kept || !differ(kept.values, valuesOf(form))) return;
  if (Date.now() - kept.at > LASTS) {
    await drop("drafts", key);
    return;
  }
  const before = valuesOf(form);
  fill(form, kept.values);
  const template = document.getElementById("brought-template");
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.querySelector("button").addEventListener("click", async () => {
    fill(form, before);
    notice.remove();
    await drop("drafts", key);
  });
  (form.querySelector(".dlg-body") ?? form).prepend(notice);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function look(root) {
  for (const form of root.querySelectorAll("form[data-keep]")) {
    if (keys.has(form)) continue;
    keyOf(form);
    bringBack(form);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (!form || !user || event.target === form) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
});

function keep(form) {
  timers.delete(form);
  return put("drafts", keyOf(form), { at: Date.now(), values: valuesOf(form) });
}

// A tab that is left keeps what was typed in the last moment too.
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-keep]")) if (timers.has(form)) keep(form);
});

// Saved, or thrown away by Cancel: the draft has done its work.
function done(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  return drop("drafts", keyOf(form));
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  // Not `successful`: htmx leaves that open when the answer makes it reload the page.
  const { status } = event.detail.xhr;
  const saved = status >= 200 && status < 300 && event.detail.requestConfig.verb === "post";
  if (saved && form.matches?.("form[data-keep]")) done(form);
});

// A form that the browser sends by itself was saved if the next page is not that form again.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-forget]")) {
    event.preventDefault();
    await forget();
    form.submit();
  } else if (form.matches("[data-keep]:not([hx-post])")) {
    await put("who", "sent", keyOf(form));
  }
});

async function clearSent() {
  const sent = await get("who", "sent");
  if (!sent) return;
  await drop("who", "sent");
  const again = [...document.querySelectorAll("form[data-keep]")].some((one) => keyOf(one) === sent);
  if (!again) await drop("drafts", sent);
}

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-cancel]")?.closest("form[data-keep]");
  if (form) done(form);
});

// --- lines to log ----------------------------------------------------------------------------

const say = (text) =>
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, undo: "" } }));

document.addEventListener("htmx:sendError", async (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form[data-line]")) return;
  const { line, key } = form.elements;
  const own = key?.value || newKey();
  await put("lines", own, { key: own, line: line.value, user });
  line.value = "";
  if (key) key.value = newKey();
  form.querySelector("[data-trouble]")?.remove();
  say(document.body.dataset.lineKept);
});

async function send({ key, line }) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(document.body.dataset.lineUrl, {
    method: "POST",
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
    body: new URLSearchParams({ key, line }),
  });
  if (answer.ok) await drop("lines", key);
  return answer;
}

// Several tabs may try at once: the key makes it one conversation.
async function sendWaiting() {
  let saved = 0;
  for (const waiting of await all("lines")) {
    if (waiting.user !== user) continue;
    const answer = await send(waiting);
    if (answer.ok) saved += 1;
    else if (answer.status === 422) ask(waiting);
    else return;
  }
  if (saved) say(document.body.dataset.lineSent);
}

// A line that leaves a doubt: shown with a way to finish it by hand, or to let it go.
function ask({ key, line }) {
  const template = document.getElementById("waiting-template");
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.querySelector("bdi").textContent = line;
  const link = notice.querySelector("a");
  link.href = `${link.getAttribute("href")}?line=${encodeURIComponent(line)}`;
  link.addEventListener("click", () => drop("lines", key));
  notice.querySelector("button").addEventListener("click", async () => {
    await drop("lines", key);
    notice.remove();
  });
  document.getElementById("main").prepend(notice);
}

async function begin() {
  await belongTo(user);
  await clearSent();
  look(document);
  await sendWaiting();
}

if (user && window.indexedDB) {
  begin();
  document.addEventListener("htmx:afterSettle", (event) => look(event.detail.target));
  window.addEventListener("online", sendWaiting);
}
const { worker } = document.body.dataset;
if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker);
