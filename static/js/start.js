import { initAll } from "../vendor/nhsuk-frontend.js";
import { helpToChooseAreas } from "./choose-area.js";
import { helpToChooseSeveral } from "./choose-several.js";
import { keepText } from "./keep-text.js";
import { lookForNotifications } from "./notifications.js";
import { helpToReadCharts } from "./read-chart.js";
import { helpToSearch } from "./search.js";

initAll();
keepText();
helpToChooseAreas();
helpToChooseSeveral();
helpToSearch();
helpToReadCharts();
lookForNotifications();
