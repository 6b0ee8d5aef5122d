import { initAll } from "../vendor/nhsuk-frontend.js";
import { helpToChooseAreas } from "./choose-area.js";
import { helpToReadCharts } from "./read-chart.js";

initAll();
helpToChooseAreas();
helpToReadCharts();
