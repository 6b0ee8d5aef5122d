import { initAll } from "../vendor/nhsuk-frontend.js";
import { helpToChooseAreas } from "./choose-area.js";

initAll();
helpToChooseAreas();
