// Attaches a behaviour to every element that names one in data-controller, now and after each swap.
// A behaviour is a module with a default function (element) that may return how to take it off again.

const attached = new WeakMap();

async function attach(element) {
  if (attached.has(element)) return;
  const removals = [];
  attached.set(element, removals);
  for (const name of element.dataset.controller.split(/\s+/).filter(Boolean)) {
    try {
      const behaviour = await import(`controllers/${name}`);
      const remove = behaviour.default(element);
      if (remove) removals.push(remove);
    } catch (error) {
      // The page works without the behaviour; say why it is missing, and go on.
      console.warn(`The behaviour ${name} could not be attached.`, error);
    }
  }
}

function each(root, visit) {
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  if (root.dataset?.controller) visit(root);
  for (const element of root.querySelectorAll("[data-controller]")) visit(element);
}

const USES_HTMX = "[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete],[hx-boost]";

async function startHtmx() {
  // What is typed before htmx listens is told to it afterwards, so that no preview waits for a second change.
  const typed = new Set();
  const note = (event) => typed.add(event.target);
  document.addEventListener("input", note);
  const { default: htmx } = await import("htmx");
  const refuse = function () { throw new Error("Code in attributes is not run."); };
  htmx.registerExtension("no-eval", { init: (api) => api.initSecurity(undefined, refuse, refuse) });
  document.documentElement.dataset.htmx = "on";
  document.removeEventListener("input", note);
  for (const field of typed) if (field.isConnected) field.dispatchEvent(new Event("input", { bubbles: true }));
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) each(node, attach);
    for (const node of change.removedNodes) {
      each(node, (element) => {
        if (element.isConnected) return;
        attached.get(element)?.forEach((remove) => remove());
        attached.delete(element);
      });
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });

each(document.documentElement, attach);
if (document.querySelector(USES_HTMX)) {
  startHtmx().catch((error) => console.warn("Pages work without htmx, which could not be loaded.", error));
}
