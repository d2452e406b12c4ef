// Loads the page again every few seconds: for a page that leads on by itself once something is ready.
const PAUSE_MS = 3000;

export default function lookAgain() {
  const timer = setInterval(() => location.reload(), PAUSE_MS);
  return () => clearInterval(timer);
}
