// Copies the text of a field, and says so on the button.

export default function copy(element) {
  const button = element.querySelector("[data-copy-button]");
  const field = element.querySelector("input");
  const words = button && [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!words || !navigator.clipboard) return undefined;
  const before = words.data;
  let timer;

  const press = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      words.data = element.dataset.copyDone;
      clearTimeout(timer);
      timer = setTimeout(() => { words.data = before; }, 2500);
    } catch {
      field.select();
    }
  };
  button.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", press);
  return () => clearTimeout(timer);
}
