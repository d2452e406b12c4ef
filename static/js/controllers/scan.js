// Reads a code with the camera, where the browser can, and looks it up as if it had been typed.

const FORMATS = ["qr_code"];
const EVERY_MS = 200;

export default function scan(element) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return undefined;
  const button = element.querySelector("[data-scan-button]");
  const view = element.querySelector("[data-scan-view]");
  const refused = element.querySelector("[data-scan-refused]");
  const video = view.querySelector("video");
  const field = element.querySelector('[name="code"]');
  const detector = new window.BarcodeDetector({ formats: FORMATS });
  let stream;
  let timer;

  const stop = () => {
    clearInterval(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    view.hidden = true;
    button.hidden = false;
  };

  const look = async () => {
    if (!stream || video.readyState < 2) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!found || !stream) return;
    field.value = found.rawValue;
    stop();
    element.requestSubmit();
  };

  const start = async () => {
    refused.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      refused.hidden = false;
      return;
    }
    video.srcObject = stream;
    view.hidden = false;
    button.hidden = true;
    await video.play();
    timer = setInterval(look, EVERY_MS);
  };

  button.hidden = false;
  button.addEventListener("click", start);
  return stop;
}
