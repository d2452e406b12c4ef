// Adds the reader's own time to a time elsewhere, when the two differ.

export default function localTime(element) {
  const at = new Date(element.dateTime);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = element.dataset.zone;
  if (Number.isNaN(at.getTime()) || !there || sameClock(at, here, there)) return undefined;
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZoneName: "short",
  }).format(at);
  element.title = words;
  return () => element.removeAttribute("title");
}

function sameClock(at, one, other) {
  const clock = (zone) => at.toLocaleString("sv", { timeZone: zone });
  try {
    return clock(one) === clock(other);
  } catch {
    return true;
  }
}
