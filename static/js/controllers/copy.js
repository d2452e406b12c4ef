// Copies the text of a field, and says so on the button.

export default function copy(element) {
  const button = element.querySelector("[data-copy-button]");
  const field = element.querySelector("input");
  if (!button || !navigator.clipboard) return undefined;
  const before = button.textContent;
  let timer;

  button.hidden = false;
  const press = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = element.dataset.copyDone;
      clearTimeout(timer);
      timer = setTimeout(() => { button.textContent = before; }, 2500);
    } catch {
      field.select();
    }
  };
  button.addEventListener("click", press);
  return () => clearTimeout(timer);
}
