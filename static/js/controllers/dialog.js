// Opens a link's target as a dialog: the page behind it stays, and without script the link leads to the page.
// The element is a link whose data-dialog holds the selector of what to take from the fetched page.

export default function dialog(link) {
  const open = async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const box = document.createElement("dialog");
    box.className = "ask";
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector(link.dataset.dialog);
      if (!answer.ok || !part) throw new Error("The page holds nothing to show.");
      box.append(document.importNode(part, true));
    } catch {
      window.location.assign(link.href);
      return;
    }
    document.body.append(box);
    box.addEventListener("close", () => { box.remove(); link.focus(); });
    box.addEventListener("click", (click) => { if (click.target === box) box.close(); });
    box.showModal();
  };
  link.addEventListener("click", open);
  return () => link.removeEventListener("click", open);
}
