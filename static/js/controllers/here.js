// Adds the position to a form when it is asked for, and says so on the button.

export default function here(element) {
  if (!navigator.geolocation) return;
  const button = element.querySelector("[data-here-button]");
  const fill = (name, value) => {
    const field = element.querySelector(`[name="${name}"], [name$="_${name}"], [name$="-${name}"]`);
    if (field) field.value = value;
  };
  (element.querySelector("[data-here-offer]") ?? element).hidden = false;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fill("lat", coords.latitude);
      fill("lon", coords.longitude);
      fill("accuracy_m", Math.round(coords.accuracy));
      button.textContent = button.dataset.done;
    },
    () => { button.textContent = button.dataset.denied; },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  ));
}
