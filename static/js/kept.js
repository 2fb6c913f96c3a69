// What was typed and is not saved yet, kept in this browser for whoever is signed in: drafts of
// forms, and lines to log. It goes at logout, and when somebody else signs in.
const NAME = "relcrm";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "lines", "who"]) asked.result.createObjectStore(name);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function ask(name, mode, act) {
  const transaction = (await open()).transaction(name, mode);
  const asked = act(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (name, key) => ask(name, "readonly", (store) => store.get(key));
export const put = (name, key, value) => ask(name, "readwrite", (store) => store.put(value, key));
export const drop = (name, key) => ask(name, "readwrite", (store) => store.delete(key));
export const all = (name) => ask(name, "readonly", (store) => store.getAll());

export async function forget() {
  for (const name of ["drafts", "lines", "who"]) {
    await ask(name, "readwrite", (store) => store.clear());
  }
}

// Whose browser this is now; what somebody else left behind is forgotten first.
export async function belongTo(user) {
  const before = await get("who", "user");
  if (before && before !== user) await forget();
  await put("who", "user", user);
}

export const newKey = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain http offers no randomUUID, but random bytes.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
