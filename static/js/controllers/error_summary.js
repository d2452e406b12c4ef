// Brings the list of errors into focus, and a followed link to its field.

export default function errorSummary(element) {
  element.focus();
  const follow = (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  };
  element.addEventListener("click", follow);
}
