// Says the reader's own time beside a time elsewhere, when the two clocks differ.

export default function localTime(element) {
  const at = new Date(element.dateTime);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = element.dataset.zone;
  if (Number.isNaN(at.getTime()) || !there || !element.dataset.yours || clock(at, here) === clock(at, there)) return undefined;
  const sameDay = clock(at, here).slice(0, 10) === clock(at, there).slice(0, 10);
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    ...(sameDay ? {} : { weekday: "short", day: "numeric", month: "short" }), hour: "numeric", minute: "2-digit",
  }).format(at);
  const note = document.createElement("span");
  note.className = "when__yours";
  note.textContent = ` (${element.dataset.yours.replace("{time}", words)})`;
  (element.closest("[data-range]") ?? element).append(note); // after the whole of a range, not in the middle
  return () => note.remove();
}

function clock(at, zone) {
  try {
    return at.toLocaleString("sv", { timeZone: zone });
  } catch {
    return ""; // A zone this browser does not know is left alone.
  }
}
