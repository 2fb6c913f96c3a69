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
  said.textContent = (ticked === 1 ? said.dataset.one : said.dataset.many).replace("{n}", ticked);
  for (const box of rows) box.closest("tr, li")?.classList.toggle("sel", box.checked);
  for (const all of document.querySelectorAll("[data-row-all]")) {
    all.checked = rows.length > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
  const matching = bar.querySelector("[data-matching]");
  if (matching) matching.hidden = ticked < rows.length;
}

function tick(checked) {
  for (const box of boxes()) box.checked = checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-row-all]")) tick(event.target.checked);
  if (event.target.matches("[data-row], [data-row-all]")) count();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-row-none]")) return;
  tick(false);
  count();
});
document.addEventListener("htmx:afterSettle", count);
window.addEventListener("pageshow", count);
