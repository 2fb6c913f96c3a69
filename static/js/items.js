// Things that leave a list, [data-item]: they go at once, come back if that failed, and the
// focus moves to the next one's first control, else to the heading of their panel.
const CONTROL = "a[href]:not([tabindex='-1']), button, summary, input:not([type=hidden])";
let held = null;
let next = null;

function heading(item) {
  const found = item.closest("section, .panel")?.querySelector("h2, h1");
  if (found) found.tabIndex = -1;
  return found;
}

function neighbour(item) {
  const isItem = (node) => node?.matches("[data-item]") && node;
  const beside = isItem(item.nextElementSibling) || isItem(item.previousElementSibling);
  return (beside && beside.querySelector(CONTROL)) || heading(item);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt.matches("[data-leave]")) return;
  const item = event.detail.elt.closest("[data-item]");
  item?.classList.add("leaving");
  held = item?.contains(document.activeElement) ? item : null; // a closing menu lets the focus go
  event.detail.elt.closest("details")?.removeAttribute("open");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const item = event.detail.target;
  if (!item.matches?.("[data-item]")) return;
  if (item !== held && !item.contains(document.activeElement)) return;
  held = null;
  next = { id: item.id, fallback: neighbour(item) };
});

// After the swap; an item that is gone sends this from its parent.
document.addEventListener("htmx:afterRequest", (event) => {
  const stays = !event.detail.successful || event.detail.xhr.status === 204;
  if (stays) event.detail.elt.closest("[data-item]")?.classList.remove("leaving");
  if (!next) return;
  const again = next.id ? document.getElementById(next.id) : null;
  (again?.querySelector(CONTROL) ?? next.fallback)?.focus();
  next = null;
});
