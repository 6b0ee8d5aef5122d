// Says it on the page when a device gives no passkey: it was cancelled, or there is none.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("no-passkey").hidden = false;
});
