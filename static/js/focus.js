// After something was saved the page is loaded afresh: the focus is then where it was, or, if
// that is gone, at the heading of its panel. After Undo it is at the item that came back.
const KEPT = "focus";
const CONTROL = "a[href]:not([tabindex='-1']), button, summary";
let last = null;
let gone = "";

const label = (node) => node.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby");

function keep(node, item = node?.closest("[data-item]")?.id) {
  const { id = "" } = node ?? {};
  const place = { id, item, href: node?.getAttribute("href"), title: node && label(node) };
  sessionStorage.setItem(KEPT, JSON.stringify({ page: location.pathname, ...place }));
}

function find({ id, item, href, title }) {
  const around = item ? document.getElementById(item) : document;
  const link = href && around?.querySelector(`a[href="${CSS.escape(href)}"]`);
  const control = (id && document.getElementById(id)) || link || (item && around?.querySelector(CONTROL));
  return control || document.getElementById(title) || document.querySelector("#main h1");
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  if (kept?.page !== location.pathname || document.activeElement !== document.body) return;
  const node = find(kept);
  if (node?.matches("h1, h2, h3")) node.tabIndex = -1;
  node?.focus({ preventScroll: true });
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("dialog, #toasts")) last = target;
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.matches?.("[data-item]")) gone = detail.target.id;
});

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const { xhr } = detail;
  if (xhr.getResponseHeader("HX-Refresh") || xhr.getResponseHeader("HX-Redirect")) keep(last);
});

document.addEventListener("submit", ({ target }) => {
  if (target.closest("#toasts")) keep(last, gone || undefined);
});

restore();
