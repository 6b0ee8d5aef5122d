// Keeps what people type into forms marked `data-keep-text` until it is saved: a session may end while they write.
// A form that came with a quotation names it in `data-quoted`: it stands under what is put back.
// A form marked `data-keep-text="as-it-came"` has more than what was typed, and nothing is put back over it.
// Without this, what is sent too late is answered with a page to copy it from.
//
// It is kept in sessionStorage, which this tab alone reads and which ends with it: computers in hospitals are shared,
// and what was typed may be about a patient. It goes when it is saved, on signing out, when somebody else signs in
// here, and when it is old.

const KEPT = "typed in ";
const LONGEST = 3 * 24 * 3600 * 1000; // milliseconds: from Friday to Monday, if a browser reopens its tabs
const TYPED = 'textarea, input[type="text"]:not([data-choose-area], [role="combobox"])';

function keys() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
}

function read(key) {
  return JSON.parse(sessionStorage.getItem(key));
}

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Full: writing goes on without it.
  }
}

function forgetEverything() {
  keys().forEach((key) => sessionStorage.removeItem(key));
}

/** Return who is signed in, as the page says beside “Sign out”; nothing where nobody is. */
function personHere() {
  return document.querySelector("form[data-person]")?.dataset.person ?? "";
}

/** Say whether this page was led to from another address, as it is once a form is saved; forms come back without. */
function wasLedHere() {
  return performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
}

/** Forget what needs to be kept no longer. What was sent without anybody being signed in was not saved. */
function tidy(person) {
  for (const key of keys()) {
    const kept = read(key);
    const isSomebodyElses = person && kept.person !== person;
    const isSaved = person && kept.sent && wasLedHere();
    if (isSomebodyElses || isSaved || Date.now() - kept.at > LONGEST) {
      sessionStorage.removeItem(key);
    } else {
      write(key, { ...kept, sent: false });
    }
  }
}

function fieldsOf(form) {
  return Array.from(form.elements).filter((field) => field.name && field.matches(TYPED));
}

/** Return the field that says which version of a text somebody began to change, where a form has one. */
function versionOf(form) {
  return form.querySelector("input[data-keep-version]");
}

/** Return where a form's texts are kept: by the address that takes it, from whichever page, and its fields. */
function keyOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href);
  const names = fieldsOf(form).map((field) => field.name);
  return `${KEPT}${pathname}${search} ${names.join(" ")}`;
}

function keep(form, person) {
  const key = keyOf(form);
  const note = (sent) => {
    const fields = fieldsOf(form);
    if (sessionStorage.getItem(key) || fields.some((field) => field.value !== field.defaultValue)) {
      const texts = Object.fromEntries(fields.map((field) => [field.name, field.value]));
      write(key, { person, at: Date.now(), sent, texts, began: versionOf(form)?.value });
    }
  };
  if (form.dataset.keepText !== "as-it-came") putBack(form, key);
  form.addEventListener("input", () => note(false));
  form.addEventListener("submit", () => note(true));
}

/** Return what a field is to hold: what was typed before, and under it the quotation with which its form came. */
function withQuotation(field, typed) {
  const { quoted } = field.form.dataset;
  if (!quoted || !field.matches("textarea") || typed.includes(quoted)) return typed;
  return typed.trim() ? `${typed.trimEnd()}\n\n${quoted}\n\n` : field.value;
}

/** Put back what was typed before, say so, and let the person have the form as it came. Whoever wrote into a field
 * before this script came, on a slow line, keeps what they wrote. */
function putBack(form, key) {
  const { texts = {}, began } = read(key) ?? {};
  const before = (field) => (field.name in texts ? withQuotation(field, texts[field.name]) : field.value);
  const isUntouched = (field) => field.value === field.defaultValue;
  const fields = fieldsOf(form).filter((field) => isUntouched(field) && before(field) !== field.value);
  if (!fields.length) return;
  const came = fields.map((field) => field.value);
  fields.forEach((field) => (field.value = before(field)));
  const version = versionOf(form);
  const cameAs = version?.value;
  if (version && began) version.value = began; // else the text would go over what others changed since
  const [note, button] = sentence();
  form.prepend(note);
  button.addEventListener("click", () => {
    fields.forEach((field, index) => (field.value = came[index]));
    if (version) version.value = cameAs;
    sessionStorage.removeItem(key);
    fields[0].focus();
    note.remove();
  });
}

function sentence() {
  const note = document.createElement("div");
  note.className = "nhsuk-inset-text app-inset";
  note.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = "We put back what you had typed.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0";
  button.textContent = "Discard it";
  note.append(words, button);
  return [note, button];
}

/** Say whether this browser keeps anything for a tab: people may have told it not to. */
function mayKeep() {
  try {
    return Boolean(window.sessionStorage);
  } catch {
    return false;
  }
}

export function keepText() {
  if (!mayKeep()) return;
  const person = personHere();
  tidy(person);
  document.querySelectorAll("form[data-forget-text]").forEach((form) => form.addEventListener("submit", forgetEverything));
  if (person) {
    document.querySelectorAll("form[data-keep-text]").forEach((form) => keep(form, person));
  }
}
