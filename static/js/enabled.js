// Says, before anything is drawn, that scripts run: the design system's styles ask for these two classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
}
