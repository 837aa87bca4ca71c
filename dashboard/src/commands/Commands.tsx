import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useWriteButton } from "../components/useScope.ts";
import { languages, useLocale } from "../locale.tsx";
import { fileOf } from "../missingFiles.ts";
import { useNotify } from "../notifications.tsx";
import { navigationPages } from "../pages.ts";
import { useSession } from "../session.ts";
import { useTheme } from "../theme.ts";
import { type PageAction, pageActions } from "./pageActions.ts";
import { keysOf, PALETTE_KEY, useShortcuts } from "./shortcuts.ts";

const Palette = lazy(async () => ({ default: (await fileOf(import("./Palette.tsx"))).Palette }));
const Help = lazy(async () => ({ default: (await fileOf(import("./Help.tsx"))).Help }));
const CreateCustomer = lazy(async () => ({
  default: (await fileOf(import("../components/CreateCustomer.tsx"))).CreateCustomer,
}));

type Dialog = "palette" | "help" | "create";

/** The command palette and the keyboard shortcuts, wherever somebody is, with a button that opens the palette. */
export function Commands() {
  const { palette } = useLocale().messages;
  const [dialog, setDialog] = useState<Dialog>();
  const actions = useActions(setDialog);
  useCommandKeys(actions, setDialog);
  const close = () => setDialog(undefined);
  return (
    <>
      <button type="button" onClick={() => setDialog("palette")} aria-keyshortcuts="Meta+K Control+K">
        {palette.open} <kbd>{keysOf(PALETTE_KEY).join(" ")}</kbd>
      </button>
      <Suspense>
        {dialog === "palette" && <Palette actions={actions().filter(isAllowed)} onClose={close} />}
        {dialog === "help" && <Help onClose={close} />}
        {dialog === "create" && <CreateCustomer onClose={close} />}
      </Suspense>
    </>
  );
}

const isAllowed = ({ disabledReason }: PageAction): boolean => disabledReason === undefined;

/** The actions of the page, and those that are there on each. */
function useActions(setDialog: (dialog: Dialog) => void): () => PageAction[] {
  const { messages, language, setLanguage } = useLocale();
  const { theme, toggleTheme } = useTheme();
  const { signOut } = useSession();
  const { disabledReason } = useWriteButton();
  const { shell, shortcuts, createCustomer, importing } = messages;
  const navigate = useNavigate();
  const other = language === "en" ? "es" : "en";
  return () => [
    ...pageActions(),
    { id: "create", key: "c", title: createCustomer.action, disabledReason, run: () => setDialog("create") },
    { id: "import", title: importing.title, disabledReason, run: () => void navigate({ to: "/import" }) },
    { id: "help", key: "?", title: shortcuts.title, run: () => setDialog("help") },
    { id: "theme", title: theme === "dark" ? shell.light : shell.dark, run: toggleTheme },
    { id: "language", title: languages[other].common.languageName, run: () => setLanguage(other) },
    { id: "sign-out", title: shell.signOut, run: signOut },
  ];
}

function useCommandKeys(actions: () => PageAction[], setDialog: (dialog: Dialog) => void): void {
  const navigate = useNavigate();
  const notify = useNotify();
  const keys = new Map<string, () => void>([
    [PALETTE_KEY, () => setDialog("palette")],
    ["/", () => focusSearch() || setDialog("palette")],
    ...navigationPages.map(({ key, to }): [string, () => void] => [`g ${key}`, () => void navigate({ to })]),
  ]);
  const run = ({ run, disabledReason }: PageAction) =>
    disabledReason === undefined ? run() : notify(disabledReason, { type: "warning" });
  useShortcuts({
    get: (shortcut) => {
      const action = actions().find(({ key }) => key === shortcut);
      return action ? () => run(action) : keys.get(shortcut);
    },
  });
}

/** Whether the page has a search box. */
function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>("main search input");
  box?.select();
  return box !== null;
}
