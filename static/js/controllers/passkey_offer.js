// Shows the way in by passkey where the browser knows passkeys.

export default function passkeyOffer(element) {
  if (window.PublicKeyCredential && navigator.credentials) element.hidden = false;
}
