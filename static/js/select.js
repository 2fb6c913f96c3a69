// Rows that can be ticked: inputs [data-row], one [data-row-all], a bar #bulk that shows itself
// and counts. The bar's [data-one] and [data-many] hold the words, "{n}" the number.
const boxes = () => [...document.querySelectorAll("[data-row]")];

function count() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const rows = boxes();
  const ticked = rows.filter((box) => box.checked).length;
  bar.toggleAttribute("data-on", ticked > 0);
  const said = bar.querySelector("[data-count]");
  const words = ticked === 1 ? said.dataset.one : said.dataset.many;
  said.textContent = words.replace("{n}", everybody(bar) ?? ticked);
  for (const box of rows) box.closest("tr, li")?.classList.toggle("sel", box.checked);
  for (const all of document.querySelectorAll("[data-row-all]")) {
    all.checked = rows.length > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
  const matching = bar.querySelector("[data-matching]");
  if (matching) matching.hidden = ticked < rows.length;
}

// How many there are on all pages, if all of them were asked for.
function everybody(bar) {
  const all = bar.querySelector("[data-all-matching]:checked");
  return all?.dataset.allMatching;
}

function leaveOut(box) {
  const all = document.querySelector("[data-all-matching]");
  if (all && !box.checked) all.checked = false;
}

function tick(checked) {
  for (const box of boxes()) box.checked = checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-row-all]")) tick(event.target.checked);
  if (event.target.matches("[data-row], [data-row-all]")) leaveOut(event.target);
  if (event.target.matches("[data-row], [data-row-all], [data-all-matching]")) count();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-row-none]")) return;
  tick(false);
  leaveOut({ checked: false });
  count();
});
document.addEventListener("htmx:afterSettle", count);
window.addEventListener("pageshow", count);
