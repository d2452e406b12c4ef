// Sends a form of filters when one of them changes; its button is then needed no more.

const PAUSE_MS = 350;

export default function autosubmit(form) {
  let timer;
  const later = (event) => {
    if (event.target.matches("[data-no-autosubmit]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), event.type === "input" ? PAUSE_MS : 0);
  };
  const typed = (event) => {
    if (event.target.matches("input[type=search], input[type=text]")) later(event);
  };

  form.querySelectorAll("[data-autosubmit-button]").forEach((button) => { button.hidden = true; });
  form.addEventListener("change", later);
  form.addEventListener("input", typed);
  return () => clearTimeout(timer);
}
