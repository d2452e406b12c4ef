// Lets somebody sign with a finger; the drawing goes along with the form as a picture.

export default function signature(element) {
  const canvas = element.querySelector("canvas");
  const field = element.querySelector("input[type=file]");
  const pen = canvas.getContext("2d");
  let isDrawing = false;
  element.hidden = false;
  pen.lineWidth = 4;
  pen.lineCap = "round";
  blank();

  function blank() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  }
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  const begin = (event) => { isDrawing = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...point(event)); };
  const draw = (event) => { if (isDrawing) { pen.lineTo(...point(event)); pen.stroke(); } };
  const end = () => {
    if (!isDrawing) return;
    isDrawing = false;
    canvas.toBlob((blob) => {
      const picked = new DataTransfer();
      picked.items.add(new File([blob], "signature.png", { type: "image/png" }));
      field.files = picked.files;
    });
  };

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", draw);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  element.querySelector("[data-signature-clear]").addEventListener("click", blank);
}
