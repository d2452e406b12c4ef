// While a form is being sent its button is busy, and a second press does nothing.

export default function submitOnce(form) {
  const busy = (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (event.defaultPrevented) return;
    form.dataset.sent = "true";
    const button = event.submitter ?? form.querySelector("button[type=submit], button:not([type])");
    // Not disabled: a disabled button would not be sent with the form, nor keep the focus.
    button?.setAttribute("aria-busy", "true");
  };
  const ready = () => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };

  form.addEventListener("submit", busy);
  form.addEventListener("htmx:finally:request", ready);
  window.addEventListener("pageshow", ready);
  return () => window.removeEventListener("pageshow", ready);
}
