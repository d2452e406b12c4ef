// Asks before a page with unsaved input is left.

export default function dirtyGuard(form) {
  const snapshot = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const before = snapshot();
  let isSent = false;

  const ask = (event) => {
    if (!isSent && snapshot() !== before) event.preventDefault();
  };
  const sent = () => { isSent = true; };

  form.addEventListener("submit", sent);
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
