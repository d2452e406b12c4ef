// A proof entered where there is no connection is kept on the phone and sent when there is one. Its nonce makes a
// second sending harmless, so that whatever was sent without an answer is simply sent again.

const STORE = "muster-proofs";
const RETRY_MS = 20000;
let isSending = false;

function withStore(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(STORE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "nonce" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("waiting", mode).objectStore("waiting"));
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
      asked.onerror = () => { opening.result.close(); reject(asked.error); };
    };
  });
}

async function send(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  const answer = await fetch(entry.action, {
    method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error("The server could not take it now.");
  return answer;
}

async function sendKept() {
  if (isSending) return;
  isSending = true;
  try {
    const waiting = await withStore("readonly", (kept) => kept.getAll());
    for (const entry of waiting) {
      const answer = await send(entry);
      // Signed out: it stays until somebody has signed in again.
      if (answer.status === 401 || answer.redirected) return;
      await withStore("readwrite", (kept) => kept.delete(entry.nonce));
    }
    if (waiting.length) location.reload();
  } catch {
    // Still no connection: the next try comes by itself.
  } finally {
    isSending = false;
  }
}

export default function keepSending(form) {
  const note = form.querySelector("[data-keep-sending-note]");
  const say = (words) => { if (note) note.textContent = words; };

  const submit = async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const fields = [...new FormData(form).entries()].filter(([, value]) => !(value instanceof File) || value.size);
    fields.push(["happened_at", new Date().toISOString()]);
    const entry = { nonce: form.elements.nonce.value, action: form.action, fields };
    try {
      const answer = await send(entry);
      if (answer.redirected) { location.href = answer.url; return; }
      const said = await answer.json();
      if (answer.ok) location.reload();
      else say(said.message ?? "");
    } catch {
      await withStore("readwrite", (kept) => kept.put(entry));
      say(note?.dataset.waiting ?? "");
    }
  };

  form.addEventListener("submit", submit, { capture: true });
  addEventListener("online", sendKept);
  const timer = setInterval(sendKept, RETRY_MS);
  sendKept();
  return () => {
    form.removeEventListener("submit", submit, { capture: true });
    removeEventListener("online", sendKept);
    clearInterval(timer);
  };
}
