// The offline page: a line is kept here and logged when there is a network again.
import { all, get, newKey, put } from "./kept.js";

const PAUSE = 1500;
const form = document.getElementById("keep");
const list = document.getElementById("waiting");

async function show() {
  const lines = await all("lines");
  list.replaceChildren(
    ...lines.map(({ line }) => Object.assign(document.createElement("li"), { textContent: line })),
  );
  list.closest("section").hidden = lines.length === 0;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = form.elements.line;
  const line = field.value.trim();
  if (!line) return;
  const key = newKey();
  await put("lines", key, { key, line, user: await get("who", "user") });
  field.value = "";
  field.focus();
  await show();
});

// "online" comes before the network does, or never where only the server was away.
async function comeBack() {
  const answers = await fetch("/livez", { cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
  // Not from under somebody who is writing.
  if (answers && !form.elements.line.value) location.reload();
  else setTimeout(comeBack, PAUSE);
}

setTimeout(comeBack, PAUSE);
// Without anybody signed in here there is nobody to keep a line for.
get("who", "user").then((user) => {
  form.hidden = !user;
});
show();
