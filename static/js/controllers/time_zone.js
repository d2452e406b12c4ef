// Names the time zone of this device: into a hidden field at once, into a list by a button.

export default function timeZone(element) {
  const field = document.getElementById(element.dataset.field);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field || !here) return undefined;
  if (field.type === "hidden") { field.value ||= here; return undefined; }
  if (field.value === here || ![...field.options].some((option) => option.value === here)) return undefined;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = `${element.dataset.ask}: ${here.replaceAll("_", " ")}`;
  button.addEventListener("click", () => { field.value = here; button.remove(); field.focus(); });
  element.append(button);
  return () => button.remove();
}
