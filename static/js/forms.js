// A form is sent once, says so when it takes long, and says beside itself when it failed.
// Ctrl or ⌘ with Enter sends it; after an error the first wrong field has the focus.
const PATIENCE = 300;
const busy = new WeakMap();

function begin(form, button) {
  const timer = setTimeout(() => {
    if (!button) return;
    button.dataset.label = button.textContent;
    button.setAttribute("aria-busy", "true");
    if (button.textContent.trim()) {
      button.textContent = button.dataset.busy || document.body.dataset.busyLabel || button.textContent;
    }
  }, PATIENCE);
  busy.set(form, { timer, button, looks: button ? [...button.childNodes] : [] });
}

function end(form) {
  const state = busy.get(form);
  if (!state) return;
  clearTimeout(state.timer);
  busy.delete(form);
  if (state.button?.hasAttribute("aria-busy")) {
    state.button.removeAttribute("aria-busy");
    state.button.replaceChildren(...state.looks);
  }
}

function focusFirstWrong(root) {
  const wrong = root.querySelector("[aria-invalid=true]") ?? root.querySelector("[data-focus]");
  wrong?.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (busy.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.querySelector("[data-trouble]")?.remove();
    begin(form, event.submitter ?? form.querySelector("button:not([type=button])"));
  },
  true,
);

document.addEventListener("htmx:afterRequest", (event) => end(event.detail.elt));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) end(form);
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const form = event.detail.elt.closest("form");
    const template = document.getElementById("trouble-template");
    if (!form || !template || event.detail.elt !== form) return;
    form.querySelector("[data-trouble]")?.remove();
    const notice = template.content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-retry]").addEventListener("click", () => form.requestSubmit());
    const place = form.matches(".contents, .pop-body form") ? form.closest("[data-item]") : form;
    (place ?? form).append(notice);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form");
  if (form?.method === "post") {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status >= 400) focusFirstWrong(event.detail.target);
});
document.addEventListener("DOMContentLoaded", () => focusFirstWrong(document));

// Sign-up asks nobody for a time zone that the browser knows.
for (const field of document.querySelectorAll("input[name=time_zone][type=hidden]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
