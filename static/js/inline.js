// Editing in place: Escape leaves a field as it was. The brief is printed by its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest("[data-inline]")?.querySelector("[data-cancel]")?.click();
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
