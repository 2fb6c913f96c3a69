// Menus are <details class="pop">: they open without this. Here: one at a time, Escape and a
// click outside close, arrows walk.
const openMenus = () => document.querySelectorAll("details.pop[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

// What is fetched when a menu opens: [data-fetch] with hx-trigger="menu:open".
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.pop[open]")) return;
    event.target.querySelector("[data-fetch]")?.dispatchEvent(new Event("menu:open"));
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.pop[open]");
  if (event.key === "Escape") {
    for (const one of openMenus()) one.open = false;
    menu?.querySelector("summary").focus();
  }
  if (!menu || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const items = [...menu.querySelectorAll(".pop-item")];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const to = items.at((at + (event.key === "ArrowDown" ? 1 : -1 + (at < 0))) % items.length);
  (to?.querySelector("input") ?? to)?.focus();
  event.preventDefault();
});
