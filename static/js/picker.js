// Choosing people by name, [data-picker]: what is found is picked by click, or with the arrows
// and Enter, and becomes a ticked chip. Without this the typed names are sent as they are.
const options = (picker) => [...picker.querySelectorAll("[data-pick]")];

function pick(picker, option) {
  const chip = picker.querySelector("template").content.querySelector("label").cloneNode(true);
  const field = picker.querySelector("[role=combobox]");
  const chosen = [...picker.querySelectorAll("[name=people]")].map((box) => box.value);
  if (!chosen.includes(option.dataset.pick)) {
    chip.querySelector("input").value = option.dataset.pick;
    chip.querySelector("bdi").textContent = option.dataset.name;
    field.before(chip);
  }
  field.value = "";
  clear(picker);
  field.focus();
}

function clear(picker) {
  picker.querySelector("[role=listbox]").replaceChildren();
  mark(picker, null);
}

function mark(picker, option) {
  for (const one of options(picker)) one.setAttribute("aria-selected", one === option);
  const field = picker.querySelector("[role=combobox]");
  field.setAttribute("aria-expanded", options(picker).length > 0);
  if (option) {
    option.id ||= `option-${option.dataset.pick}`;
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function move(picker, by) {
  const found = options(picker);
  const at = found.findIndex((one) => one.getAttribute("aria-selected") === "true");
  mark(picker, found.at((at + by) % found.length));
}

document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-pick]");
  if (option) pick(option.closest("[data-picker]"), option);
});

document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("[data-picker]");
  if (!picker || !options(picker).length || event.ctrlKey || event.metaKey) return;
  const marked = picker.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") move(picker, 1);
  else if (event.key === "ArrowUp") move(picker, -1);
  else if (event.key === "Enter" && marked) pick(picker, marked);
  else if (event.key === "Escape") clear(picker);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const picker = event.detail.target.closest?.("[data-picker]");
  if (picker) mark(picker, options(picker)[0] ?? null);
});
