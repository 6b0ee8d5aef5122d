// Lets people read a chart's marks: by pointing, by touch, or with the arrow keys once the chart has the focus.
// Without this, each mark still has its title, and the table below the chart holds every figure.

const NEAR = 40;

/** Return the marks that say something, in reading order: along the months, or down the rows. */
function marksOf(chart) {
  const marks = Array.from(chart.querySelectorAll("circle, .chart-beyond, .chart-point"), (mark) => {
    const title = mark.querySelector("title");
    const box = mark.getBBox();
    return title && { mark, says: title.textContent, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }).filter(Boolean);
  const isDown = chart.classList.contains("app-chart--dots");
  return marks.sort((one, other) => (isDown ? one.y - other.y || one.x - other.x : one.x - other.x || one.y - other.y));
}

function middleOf(mark) {
  const box = mark.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

function nearest(marks, x, y) {
  const away = marks.map(({ mark }) => {
    const middle = middleOf(mark);
    return Math.hypot(middle.x - x, middle.y - y);
  });
  const index = away.indexOf(Math.min(...away));
  return away[index] <= NEAR ? index : -1;
}

class Reader {
  constructor(frame, chart, marks) {
    this.frame = frame;
    this.marks = marks;
    this.at = -1;
    this.bubble = document.createElement("p");
    this.bubble.className = "app-bubble";
    this.bubble.hidden = true;
    this.spoken = document.createElement("p");
    this.spoken.className = "nhsuk-u-visually-hidden";
    this.spoken.setAttribute("aria-live", "polite");
    frame.append(this.bubble, this.spoken);
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", `${chart.querySelector("title").textContent}: figures, read with the arrow keys`);
    // The page's own bubble stands in for the browser's.
    marks.forEach(({ mark }) => mark.querySelector("title").remove());
    chart.addEventListener("pointermove", (event) => this.show(nearest(marks, event.clientX, event.clientY)));
    chart.addEventListener("pointerleave", () => this.show(-1));
    frame.addEventListener("keydown", (event) => this.step(event));
    frame.addEventListener("blur", () => this.show(-1));
  }

  step(event) {
    const last = this.marks.length - 1;
    const to = {
      ArrowRight: Math.min(this.at + 1, last),
      ArrowDown: Math.min(this.at + 1, last),
      ArrowLeft: Math.max(this.at - 1, 0),
      ArrowUp: Math.max(this.at - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (to === undefined || event.target !== this.frame) return;
    event.preventDefault();
    this.show(to);
    this.spoken.textContent = to < 0 ? "" : this.marks[to].says;
  }

  show(index) {
    this.marks[this.at]?.mark.classList.remove("app-mark");
    this.at = index;
    this.bubble.hidden = index < 0;
    if (index < 0) return;
    const { mark, says } = this.marks[index];
    mark.classList.add("app-mark");
    this.bubble.textContent = says;
    const box = this.frame.getBoundingClientRect();
    const middle = middleOf(mark);
    const left = middle.x - box.left - this.bubble.offsetWidth / 2;
    this.bubble.style.left = `${Math.max(0, Math.min(left, box.width - this.bubble.offsetWidth))}px`;
    this.bubble.style.top = `${middle.y - box.top - this.bubble.offsetHeight - 12}px`;
  }
}

/** A page holds each chart in two widths: only the one that is shown is read. */
function readWhenShown(frame) {
  for (const chart of frame.querySelectorAll(".app-chart--line, .app-chart--control, .app-chart--dots, .app-chart--ranks, .app-chart--funnel")) {
    const marks = marksOf(chart);
    if (chart.checkVisibility() && marks.length > 1) {
      new Reader(frame, chart, marks);
      return;
    }
  }
}

export function helpToReadCharts() {
  if ("checkVisibility" in Element.prototype) {
    document.querySelectorAll(".app-figure__chart").forEach(readWhenShown);
  }
}
