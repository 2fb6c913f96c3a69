// One <dialog id="dialog">, filled by a.[data-dialog] and by hx-target="#dialog".
// What was typed and not saved is kept until the same dialog is opened again.
const dialog = document.getElementById("dialog");
let opener = null;
let shown = "";
let typed = false;

function open(link) {
  opener = link;
  hideSheets();
  if (typed && shown === link.href && dialog.hasChildNodes()) {
    dialog.showModal();
    return;
  }
  shown = link.href;
  window.htmx.ajax("GET", link.href, { source: link, target: "#dialog", swap: "innerHTML" });
}

function hideSheets() {
  for (const sheet of document.querySelectorAll("[popover]:popover-open")) sheet.hidePopover();
}

function firstField() {
  const fields = [...dialog.querySelectorAll("input:not([type=hidden]), textarea, select")];
  const empty = (field) => !field.value && field.type !== "checkbox" && field.type !== "radio";
  return (
    dialog.querySelector("[aria-invalid=true], [autofocus]") ??
    fields.find(empty) ??
    fields[0] ??
    dialog.querySelector("a, button")
  );
}

function finish() {
  typed = false;
  dialog.close();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (link && window.htmx && plain) {
    event.preventDefault();
    open(link);
  }
});

dialog.addEventListener("click", (event) => {
  const outside = event.target === dialog;
  if (outside && !typed) finish();
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    finish();
  }
});

dialog.addEventListener("input", () => {
  typed = true;
});

dialog.addEventListener("close", () => {
  if (!typed) dialog.replaceChildren();
  const seen = opener?.isConnected && opener.checkVisibility();
  const back = seen ? opener : document.querySelector("#main h1, #main h2");
  if (back && !back.matches("a, button, input, summary")) back.tabIndex = -1;
  back?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== dialog) return;
  if (!dialog.hasChildNodes()) {
    finish();
    return;
  }
  if (!dialog.open) {
    typed = false;
    opener ??= document.activeElement;
    dialog.showModal();
  }
  firstField()?.focus();
});

// A link whose dialog cannot be fetched still leads to its page.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const link = event.detail.elt;
    if (link.matches("a[data-dialog]")) location.assign(link.href);
  });
}

// The server says that what the dialog was for is done: HX-Trigger: dialog:close
document.addEventListener("dialog:close", finish);
