// What pages need on which people read and write posts.

import { helpToFormat } from "./format-text.js";
import { keepDrafts } from "./keep-draft.js";
import { showAsTyped } from "./live-preview.js";
import { listenForKeys } from "./post-keys.js";
import { suggestNames } from "./suggest-names.js";

helpToFormat();
keepDrafts();
suggestNames();
showAsTyped();
listenForKeys();
