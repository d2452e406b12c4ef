// Says that there is no connection while there is none, and keeps forms from being sent into nothing.

export default function offline(element) {
  const show = () => { element.hidden = navigator.onLine; };
  const keep = (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show();
    element.scrollIntoView({ block: "nearest" });
  };
  show();
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  document.addEventListener("submit", keep, { capture: true });
  return () => {
    window.removeEventListener("online", show);
    window.removeEventListener("offline", show);
    document.removeEventListener("submit", keep, { capture: true });
  };
}
