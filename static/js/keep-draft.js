// Sends what people type in a form marked `data-draft` to the address that it names, a moment after they stop: the site
// keeps it as their draft, whatever becomes of this browser, and says what the patient-data guard found in it. Without
// this, a page is kept when it is saved.

const A_MOMENT = 700; // milliseconds
const AGAIN = 5000;
const LONGEST = 4000; // that saving waits for a draft on its way
const TOKEN = 'input[name="csrfmiddlewaretoken"]';
const NOT_REACHED = "What you typed since is not kept yet: the site cannot be reached. It is tried again. Keep this page open.";
const SIGNED_OUT = "What you typed since is not kept: you are signed out. Sign in in another tab, then go on here.";
const REFUSED = "What you typed since cannot be kept here. Copy it before you leave this page.";

/** That something typed was not kept: why, and whether it is worth trying again. */
class NotKept extends Error {
  constructor(words, mayBeLater) {
    super(words);
    this.mayBeLater = mayBeLater;
  }
}

/** Send a form's fields, and return what the site says of them: a part of a page. */
async function send(form, isLast) {
  const answer = await fetch(form.dataset.draft, {
    method: "POST",
    body: new FormData(form),
    keepalive: isLast,
    signal: isLast ? undefined : AbortSignal.timeout(30000),
  }).catch(() => {
    throw new NotKept(NOT_REACHED, true);
  });
  if (answer.ok && !answer.redirected) return answer.text();
  if (answer.status === 403 || answer.redirected) throw new NotKept(SIGNED_OUT, true);
  throw answer.status >= 500 || answer.status === 429 ? new NotKept(NOT_REACHED, true) : new NotKept(REFUSED, false);
}

/** Take the token of forms anew from this page as it is now: signing in changes it. Without signing in there is none. */
async function renewToken() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector(TOKEN)?.value;
  if (token) document.querySelectorAll(TOKEN).forEach((field) => (field.value = token));
}

function keep(form) {
  const state = document.getElementById(form.dataset.says);
  let timer = null;
  let sending = null; // what is on its way: one at a time, an older text never overtakes a newer one
  let isChanged = false; // since what was last sent

  function later(time) {
    clearTimeout(timer);
    timer = setTimeout(sendNow, time);
  }

  async function sendNow(isLast = false) {
    if (sending || !isChanged) return;
    isChanged = false;
    sending = send(form, isLast === true);
    try {
      state.innerHTML = await sending;
    } catch (trouble) {
      state.textContent = trouble.message;
      isChanged = true;
      if (trouble.message === SIGNED_OUT) await renewToken();
      if (trouble.mayBeLater) later(AGAIN);
      return;
    } finally {
      sending = null;
    }
    if (isChanged) later(A_MOMENT);
  }

  function note() {
    isChanged = true;
    later(A_MOMENT);
  }

  /** Let a draft that is on its way arrive first: else it would be kept after what is saved now. */
  function save(event) {
    isChanged = false;
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    const { submitter } = event;
    const atMost = new Promise((done) => setTimeout(done, LONGEST));
    Promise.race([sending.catch(() => {}), atMost]).then(() => {
      sending = null;
      form.requestSubmit(submitter);
    });
  }

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && sendNow(true));
}

export function keepDrafts() {
  document.querySelectorAll("form[data-draft]").forEach(keep);
}
