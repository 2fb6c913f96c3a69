// Search or jump: <dialog id="palette">, opened by a[data-palette] and Ctrl or ⌘ K. htmx fetches
// the options while one types and drops stale answers; here the arrows, Enter and the focus.
const palette = document.getElementById("palette");
const field = document.getElementById("palette-q");
const list = document.getElementById("palette-list");
const said = document.getElementById("palette-said");
let opener = null;
let chosen = false;

const options = () => [...list.querySelectorAll("[role=option]")];

function open() {
  if (palette.open) {
    field.select();
    return;
  }
  opener = document.activeElement;
  chosen = false;
  for (const sheet of document.querySelectorAll("[popover]:popover-open")) sheet.hidePopover();
  palette.showModal();
  field.select();
  window.htmx.trigger(field, "palette:open");
}

function mark(option) {
  for (const one of options()) one.setAttribute("aria-selected", one === option);
  field.setAttribute("aria-expanded", options().length > 0);
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function marked() {
  return list.querySelector("[role=option][aria-selected=true]");
}

function move(by) {
  const found = options();
  if (!found.length) return;
  const at = found.indexOf(marked());
  mark(found.at((at + by) % found.length));
}

function choose(option) {
  chosen = true;
  palette.close();
  option.click();
}

// What is shown answers what is typed; Enter before that waits for the answer.
function fresh() {
  return list.dataset.text === field.value.trim();
}

palette?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) move(steps[event.key]);
  else if (event.key === "Enter" && event.target === field) {
    const option = marked();
    if (option && fresh()) choose(option);
    else list.dataset.enter = field.value.trim();
  } else return;
  event.preventDefault();
  event.stopPropagation();
});

palette?.addEventListener("click", (event) => {
  if (event.target === palette || event.target.closest("[data-palette-close]")) palette.close();
  const option = event.target.closest("[role=option]");
  if (option && palette.open) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    choose(option);
  }
});

palette?.addEventListener("close", () => {
  if (!chosen && opener?.isConnected) opener.focus();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== list) return;
  const asked = event.detail.requestConfig?.parameters?.q ?? field.value;
  list.dataset.text = String(asked).trim();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== list) return;
  const first = options()[0] ?? null;
  mark(first);
  said.textContent = list.querySelector("[data-said]")?.textContent ?? "";
  // The answer to something typed before does not end the waiting.
  const wanted = list.dataset.enter;
  if (wanted !== field.value.trim()) delete list.dataset.enter;
  else if (wanted === list.dataset.text) {
    delete list.dataset.enter;
    if (first) choose(first);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-palette]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (!link || !plain || !palette || !window.htmx) return;
  event.preventDefault();
  open();
});

document.addEventListener("keydown", (event) => {
  if (!palette || !window.htmx || event.altKey || event.shiftKey) return;
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]:not(#palette)")) open();
});
