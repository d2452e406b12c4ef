// Lays real tiles over the drawn map. If they cannot be had, the drawing stays.

const ROOM_PX = 36;

export default function map(element) {
  let drawn;
  const start = async () => {
    await Promise.all([import("leaflet"), stylesheet(element.dataset.mapStylesheet)]);
    drawn = lay(window.L, element);
  };
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    start().catch((error) => console.warn("The drawn map stays: tiles could not be laid over it.", error));
  });
  seen.observe(element);
  return () => { seen.disconnect(); drawn?.remove(); };
}

function lay(L, element) {
  const content = JSON.parse(element.dataset.mapContent);
  const ground = document.createElement("div");
  ground.className = "map__tiles map__tiles--waiting";
  element.append(ground);
  const view = L.map(ground, { scrollWheelZoom: false, attributionControl: true });
  const tiles = L.tileLayer(element.dataset.mapTiles, { attribution: element.dataset.mapAttribution, maxZoom: 19 });
  // Until a first tile has come the drawing is the better map.
  tiles.once("tileload", () => ground.classList.remove("map__tiles--waiting"));
  const layers = [
    ...content.areas.map((area) => L.circle([area.latitude, area.longitude], { radius: area.radius_m, className: "map__area" })),
    ...(content.route.length > 1 ? [L.polyline(content.route, { className: "map__route" })] : []),
    ...content.places.map((place) => pin(L, place)),
  ];
  const everything = L.featureGroup(layers).addTo(view);
  view.fitBounds(everything.getBounds(), { padding: [ROOM_PX, ROOM_PX], maxZoom: 15 });
  tiles.addTo(view);
  return view;
}

function pin(L, place) {
  const face = document.createElement("span");
  face.className = "map-pin";
  face.textContent = place.mark ?? "";
  const icon = L.divIcon({ className: "", html: face, iconSize: [28, 28] });
  const marker = L.marker([place.latitude, place.longitude], { icon, title: place.label, alt: place.label });
  const words = document.createElement(place.href ? "a" : "span");
  words.textContent = place.label;
  if (place.href) words.href = place.href;
  return marker.bindPopup(words);
}

function stylesheet(address) {
  return new Promise((resolve, reject) => {
    if (document.querySelector(`link[href="${CSS.escape(address)}"]`)) { resolve(); return; }
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}
