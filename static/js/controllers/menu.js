// A menu made of <details> closes on Escape, on a click elsewhere, and when the focus leaves it.

export default function menu(details) {
  const close = () => { details.open = false; };
  const key = (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary").focus();
  };
  const elsewhere = (event) => { if (!details.contains(event.target)) close(); };
  const left = (event) => { if (event.relatedTarget && !details.contains(event.relatedTarget)) close(); };

  details.addEventListener("keydown", key);
  details.addEventListener("focusout", left);
  document.addEventListener("click", elsewhere);
  return () => document.removeEventListener("click", elsewhere);
}
