// The keyboard: whatever carries data-key="l" answers to L, data-key="g t" to G then T; one with
// data-key-last only where nothing else does.
// data-key="arrowright" answers to the arrow. Keys rest while somebody types and where <body data-keys="off">.
const PAUSE = 900;
const TYPING =
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]";
let went = 0;

const visible = (element) => element.checkVisibility();

function answering(key) {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const here = document.activeElement?.closest("[data-item]")?.querySelector(named);
  const all = [...document.querySelectorAll(named)].filter((one) => !one.closest("[data-item]"));
  const first = all.find((one) => visible(one) && !one.hasAttribute("data-key-last"));
  return here ?? first ?? all.find(visible) ?? all[0];
}

function press(element) {
  if (element.matches("input, textarea")) element.focus();
  else element.click();
  if (element.matches("summary")) element.parentElement.querySelector(".pop-item")?.focus();
}

function step(by) {
  const people = [...document.querySelectorAll("main [data-person]")].filter(visible);
  const current = document.activeElement?.closest("[data-item], .person, tr, li");
  const at = people.findIndex((person) => current?.contains(person));
  const to = people[at < 0 ? (by > 0 ? 0 : people.length - 1) : at + by];
  to?.focus();
  return Boolean(to);
}

// Among radio buttons the arrows choose.
const isArrow = (event) => event.key.startsWith("Arrow") && !event.target.closest("[type=radio]");

function handle(key) {
  const sequence = Date.now() - went < PAUSE ? `g ${key}` : key;
  went = 0;
  const element = answering(sequence);
  if (element) {
    press(element);
    return true;
  }
  if (key === "g") went = Date.now();
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if (key === "?") document.getElementById("keys")?.togglePopover();
  return key === "?";
}

document.addEventListener("keydown", (event) => {
  if (document.body.dataset.keys === "off" || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(TYPING) || (event.key.length > 1 && !isArrow(event))) return;
  if (handle(event.key.toLowerCase())) event.preventDefault();
});
