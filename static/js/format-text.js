// Puts a toolbar above each box marked `data-format` in which people write Markdown: bold, italic, headings, lists,
// quotes, links, tables and footnotes. It is one stop of the tab key; the arrow keys move along it, and Ctrl+B, Ctrl+I
// and Ctrl+K work in the box. The mark may say what the toolbar is called. Without this, Markdown is typed by hand.

const BUTTONS = [
  { label: "Bold", key: "b", change: (chosen) => around(chosen, "**", "bold words") },
  { label: "Italic", key: "i", change: (chosen) => around(chosen, "*", "words in italics") },
  { label: "Link", key: "k", change: link },
  { label: "Heading", change: (chosen) => eachLine(chosen, () => "## ", /^## /) },
  { label: "List", change: (chosen) => eachLine(chosen, () => "- ", /^- /) },
  { label: "Numbers", change: (chosen) => eachLine(chosen, (number) => `${number}. `, /^\d+\. /) },
  { label: "Quote", change: (chosen) => eachLine(chosen, () => "> ", /^> /) },
  { label: "Table", change: table },
  { label: "Footnote", change: footnote },
];
const TABLE = "| Heading | Figures |\n|---|--:|\n| Words | 12 |\n";
const ALONG = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Put marks around what is chosen, or take them off. Answers like every change: what to put where, what is chosen then. */
function around({ text, start, end }, mark, usual) {
  const inside = text.slice(start, end) || usual;
  const isMarked = text.slice(start - mark.length, start) === mark && text.slice(end, end + mark.length) === mark;
  const isMoreThanThat = mark === "*" && text.slice(start - 2, start) === "**" && text.slice(start - 3, start) !== "***";
  if (isMarked && !isMoreThanThat) {
    const [from, to] = [start - mark.length, end + mark.length];
    return { from, to, put: text.slice(start, end), choose: [from, from + end - start] };
  }
  const first = start + mark.length;
  return { from: start, to: end, put: mark + inside + mark, choose: [first, first + inside.length] };
}

function link({ text, start, end }) {
  const words = text.slice(start, end) || "words";
  const address = "https://";
  const first = start + words.length + 3;
  return { from: start, to: end, put: `[${words}](${address})`, choose: [first, first + address.length] };
}

/** Begin each line that is chosen with a mark, or take it off where all of them have it. */
function eachLine({ text, start, end }, mark, has) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(end, from));
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split("\n");
  const areMarked = lines.every((line) => has.test(line));
  const put = lines.map((line, index) => (areMarked ? line.replace(has, "") : mark(index + 1) + line)).join("\n");
  const last = from + put.length;
  return { from, to, put, choose: lines.length > 1 ? [from, last] : [last, last] };
}

/** Put a table where the caret is, on lines of its own, its first heading chosen. */
function table({ text, end }) {
  const hasEnds = /\n*$/.exec(text.slice(0, end))[0].length;
  const put = "\n".repeat(end ? Math.max(0, 2 - hasEnds) : 0) + TABLE;
  const first = end + put.indexOf("Heading");
  return { from: end, to: end, put, choose: [first, first + "Heading".length] };
}

/** Put the next footnote's number after what is chosen, and its words, which are chosen then, at the end. */
function footnote({ text, end }) {
  const number = 1 + Math.max(0, ...Array.from(text.matchAll(/\[\^(\d{1,4})\]/g), ([, used]) => Number(used)));
  const words = "Words of the footnote";
  const put = `[^${number}]${text.slice(end).trimEnd()}\n\n[^${number}]: ${words}`;
  const last = end + put.length;
  return { from: end, to: text.length, put, choose: [last - words.length, last] };
}

function apply(box, { change }) {
  const { value: text, selectionStart: start, selectionEnd: end } = box;
  const { from, to, put, choose } = change({ text, start, end });
  box.focus();
  box.setSelectionRange(from, to);
  // Keeps what can be undone, where browsers still have it.
  if (!document.execCommand("insertText", false, put)) {
    box.setRangeText(put, from, to);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.setSelectionRange(...choose);
}

function buttonFor(box, one, isFirst) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-format__button";
  button.textContent = one.label;
  button.tabIndex = isFirst ? 0 : -1;
  if (one.key) {
    button.title = `Ctrl+${one.key.toUpperCase()}`;
    button.setAttribute("aria-keyshortcuts", `Control+${one.key.toUpperCase()}`);
  }
  button.addEventListener("click", () => apply(box, one));
  return button;
}

/** Move along the toolbar: the one button that the tab key reaches is the one that was last used. */
function moveAlong(event, buttons) {
  const here = buttons.indexOf(event.target);
  const ends = { Home: 0, End: buttons.length - 1 };
  const there = ends[event.key] ?? (event.key in ALONG ? here + ALONG[event.key] : null);
  if (here < 0 || there === null) return;
  event.preventDefault();
  reach(buttons, buttons[(there + buttons.length) % buttons.length]).focus();
}

function reach(buttons, one) {
  buttons.forEach((button) => (button.tabIndex = button === one ? 0 : -1));
  return one;
}

function toolbarFor(box) {
  const bar = document.createElement("div");
  bar.className = "app-format";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", box.dataset.format || `Format “${box.labels[0]?.textContent.trim() ?? "text"}”`);
  bar.setAttribute("aria-controls", box.id);
  const buttons = BUTTONS.map((one, place) => buttonFor(box, one, place === 0));
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => moveAlong(event, buttons));
  bar.addEventListener("click", (event) => buttons.includes(event.target) && reach(buttons, event.target));
  return bar;
}

function takeShortcuts(box) {
  box.addEventListener("keydown", (event) => {
    const one = BUTTONS.find(({ key }) => key && key === event.key.toLowerCase());
    if (one && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      apply(box, one);
    }
  });
}

export function helpToFormat() {
  document.querySelectorAll("textarea[data-format]").forEach((box) => {
    box.before(toolbarFor(box));
    takeShortcuts(box);
  });
}
