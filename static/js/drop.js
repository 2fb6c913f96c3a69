// A place to drop a file: [data-drop] around the file input. Beside the input itself the browser
// would open the file and leave the page.
function zone(event) {
  return event.target.closest?.("[data-drop]");
}

document.addEventListener("dragover", (event) => {
  if (zone(event)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const input = zone(event)?.querySelector("input[type=file]");
  if (!input || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
});
