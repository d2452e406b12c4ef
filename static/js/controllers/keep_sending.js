// A proof entered where there is no connection is kept on the phone and sent when there is one; its nonce makes a second sending harmless.
const STORE = 'muster-proofs';

function store(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(STORE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('waiting', { keyPath: 'nonce' });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = work(opening.result.transaction('waiting', mode).objectStore('waiting'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    };
  });
}

async function send(entry) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  const answer = await fetch(entry.action, { method: 'POST', body, redirect: 'manual', credentials: 'same-origin' });
  if (answer.status >= 500) throw new Error('the server could not take it');
  await store('readwrite', (kept) => kept.delete(entry.nonce));
  return answer;
}

let sending = false;
async function sendAll() {
  if (sending || !navigator.onLine) return;
  sending = true;
  try {
    const waiting = await store('readonly', (kept) => kept.getAll());
    for (const entry of waiting) await send(entry);
    if (waiting.length) location.reload();
  } catch { /* still no connection: the next event tries again */ } finally { sending = false; }
}

export default function keepSending(form) {
  const note = form.querySelector('[data-keep-sending-note]');
  const onSubmit = async (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fields = [...new FormData(form).entries(), ['happened_at', new Date().toISOString()]];
    await store('readwrite', (kept) => kept.put({ nonce: form.elements.nonce.value, action: form.action, fields }));
    if (note) note.textContent = note.dataset.waiting;
  };
  form.addEventListener('submit', onSubmit, { capture: true });
  addEventListener('online', sendAll);
  sendAll();
  return () => form.removeEventListener('submit', onSubmit, { capture: true });
}
