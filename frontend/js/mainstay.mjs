// Everything the browser adds. Each page works without it.

import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";

import { keepDrafts } from "./autosave.mjs";
import { foldFiltersOnPhones } from "./filters.mjs";
import { moveInGrids } from "./grid.mjs";
import { takeWordsOver } from "./last-time.mjs";
import { skipPanesThatShowEverything } from "./panes.mjs";
import { explainPasskeyTrouble } from "./passkeys.mjs";
import { addPrintButtons } from "./print.mjs";
import { watchSession } from "./session-timeout.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
]) {
  createAll(component);
}

foldFiltersOnPhones();
skipPanesThatShowEverything();
addPrintButtons();
explainPasskeyTrouble();
watchSession();
keepDrafts();
takeWordsOver();
moveInGrids();
