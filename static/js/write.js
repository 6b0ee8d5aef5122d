// What pages need on which people write long texts.

import { helpToFormat } from "./format-text.js";
import { keepDrafts } from "./keep-draft.js";

helpToFormat();
keepDrafts();
