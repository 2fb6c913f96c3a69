// Light, dark or as the device: loaded before anything is painted, so nothing flashes.
// A classic script in <head>; the choice stays in this browser.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  root.classList.add("js");

  function read() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is closed: the device decides
    }
  }

  function keep(theme) {
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // storage is closed: the choice lasts for this page
    }
  }

  function show(theme) {
    if (theme === "dawn" || theme === "dusk") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dusk" : dark.matches;
  }

  function choose(theme) {
    keep(theme);
    show(theme);
  }

  show(read());
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) choose(isDark() ? "dawn" : "dusk");
  });
  document.addEventListener("change", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) choose(choice.value === "system" ? "" : choice.value);
  });
  document.addEventListener("DOMContentLoaded", () => {
    const current = root.dataset.theme || "system";
    for (const choice of document.querySelectorAll("[data-theme-choice]")) {
      choice.checked = choice.value === current;
    }
  });
})();
