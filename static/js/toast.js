// Toasts: one at a time, ten seconds, longer while the pointer or the focus is on it.
// They come with the page, or by HX-Trigger: {"toast": {"text": …, "undo": address}}.
const STAYS = 10_000;
const region = document.getElementById("toasts");
const template = document.getElementById("toast-template");

function run(toast) {
  let timer = setTimeout(() => toast.remove(), STAYS);
  const pause = () => clearTimeout(timer);
  const resume = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), STAYS);
  };
  toast.addEventListener("pointerenter", pause);
  toast.addEventListener("focusin", pause);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", resume);
}

function show(text, undo) {
  const toast = template.content.querySelector("[data-toast]").cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = text;
  const form = toast.querySelector("form");
  if (undo) form.action = undo;
  else form.remove();
  region.replaceChildren(toast);
  run(toast);
}

for (const toast of region.querySelectorAll("[data-toast]")) run(toast);
document.addEventListener("toast", (event) => {
  const told = event.detail?.value ?? event.detail;
  if (typeof told === "string") show(told, "");
  else show(told.text, told.undo);
});
