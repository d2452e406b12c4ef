// Asks for the position once, when the form is sent, and sends it along; without it the form goes as it is.

export default function position(form) {
  if (!navigator.geolocation) return undefined;
  const note = form.querySelector("[data-position-note]");
  let known = false;

  const fill = (name, value) => {
    const field = form.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  };
  const send = (event) => {
    if (known) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill("lat", coords.latitude);
        fill("lon", coords.longitude);
        fill("accuracy_m", Math.round(coords.accuracy));
        known = true;
        form.requestSubmit();
      },
      () => { if (note) note.textContent = note.dataset.denied; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  };
  form.addEventListener("submit", send, { capture: true });
  return () => form.removeEventListener("submit", send, { capture: true });
}
