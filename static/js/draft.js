// A drafted message: copied as it stands, or opened in the e-mail program as it stands.
const field = (id) => document.getElementById(id);

function offer() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(field(button.dataset.copy).value);
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.done } }));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-mailto]");
  if (!link) return;
  const body = field(link.dataset.mailto).value.replaceAll("\n", "\r\n");
  link.href = `${link.href.split("&body=")[0]}&body=${encodeURIComponent(body)}`;
});

document.addEventListener("htmx:afterSettle", offer);
offer();
