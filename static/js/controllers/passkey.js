// Asks the device to make or to use a passkey, and sends what it answers with the form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function readable(options, task) {
  const common = { ...options, challenge: bytes(options.challenge) };
  if (task === "get") return { ...common, allowCredentials: described(options.allowCredentials) };
  return {
    ...common,
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  };
}

function answer(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    parts.attestationObject = text(response.attestationObject);
    parts.transports = response.getTransports?.() ?? [];
  } else {
    parts.authenticatorData = text(response.authenticatorData);
    parts.signature = text(response.signature);
    if (response.userHandle) parts.userHandle = text(response.userHandle);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  });
}

export default function passkey(form) {
  const said = form.querySelector("[data-passkey-status]");
  const again = form.querySelector("[data-passkey-again]");
  const task = form.dataset.task;
  const stop = new AbortController();
  const begun = said.textContent;

  async function ask() {
    again.hidden = true;
    said.textContent = begun;
    try {
      const publicKey = readable(JSON.parse(form.dataset.options), task);
      const credential = await navigator.credentials[task]({ publicKey, signal: stop.signal });
      form.elements.credential.value = answer(credential);
      form.requestSubmit();
    } catch (error) {
      if (stop.signal.aborted) return;
      const words = { NotAllowedError: form.dataset.cancelled, InvalidStateError: form.dataset.known };
      said.textContent = words[error.name] ?? form.dataset.failed;
      again.hidden = false;
    }
  }

  again.querySelector("button").addEventListener("click", ask);
  ask();
  return () => stop.abort();
}
