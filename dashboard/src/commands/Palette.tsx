import "./commands.css";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Api, type Customer, send } from "../api/api.ts";
import { describe } from "../components/describe.ts";
import { visible } from "../components/Text.tsx";
import { fill, useLocale } from "../locale.tsx";
import { navigationPages } from "../pages.ts";
import { useApi } from "../session.ts";
import { Overlay } from "./Overlay.tsx";
import type { PageAction } from "./pageActions.ts";
import { isPaletteKey } from "./shortcuts.ts";

interface Option {
  id: string;
  title: string;
  detail?: string;
  run: () => unknown;
}

interface PaletteProps {
  actions: readonly PageAction[];
  onClose: () => void;
}

/** Finds a page, an action or a customer by what somebody types, and goes there or does it. */
export function Palette({ actions, onClose }: PaletteProps) {
  const { messages, number } = useLocale();
  const { palette } = messages;
  const [text, setText] = useState("");
  const customers = useCustomers(text);
  const groups: [string, Option[]][] = [
    [palette.pages, matching(usePages(), text)],
    [palette.actions, matching(actions, text)],
    [palette.customers, customers.options],
  ];
  const options = groups.flatMap(([, options]) => options);
  const choose = ({ run }: Option) => {
    onClose();
    run();
  };
  const box = useBox(options, choose, onClose);
  return (
    <Overlay title={palette.title} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label={palette.title}
        placeholder={palette.hint}
        aria-expanded={options.length > 0}
        aria-controls={box.id}
        aria-activedescendant={box.active && `${box.id}-${box.active.id}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={box.onKeyDown}
      />
      <div id={box.id} role="listbox" aria-label={palette.title} className="options">
        {groups.map(([title, options]) => (
          <Group key={title} title={title} options={options} box={box} onChoose={choose} />
        ))}
      </div>
      <p role="status">{customers.message ?? fill(palette.count, { count: number(options.length) })}</p>
    </Overlay>
  );
}

interface Box {
  id: string;
  active: Option | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** The list's active option: the arrow keys move it, Enter chooses it, the palette's own key closes it. The focus stays in the field. */
function useBox(options: readonly Option[], choose: (option: Option) => void, onClose: () => void): Box {
  const id = useId();
  const [activeId, setActiveId] = useState<string>();
  const index = Math.max(
    options.findIndex((option) => option.id === activeId),
    0,
  );
  const active = options[index];
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.id}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and the arrow keys may choose among what an input method proposes.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActiveId(options.at((index + step) % options.length)?.id);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      choose(active);
    } else if (isPaletteKey(event)) {
      // The browser has a command of its own for it.
      event.preventDefault();
      onClose();
    }
  };
  return { id, active, onKeyDown };
}

interface GroupProps {
  title: string;
  options: readonly Option[];
  box: Box;
  onChoose: (option: Option) => void;
}

function Group({ title, options, box, onChoose }: GroupProps) {
  const id = useId();
  if (options.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of a listbox
    <div role="group" aria-labelledby={id}>
      <div id={id} role="presentation" className="group">
        {title}
      </div>
      {options.map((option) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the focus and its keys are the field's
        <div
          key={option.id}
          id={`${box.id}-${option.id}`}
          role="option"
          aria-selected={option.id === box.active?.id}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          <bdi>{option.title}</bdi> {option.detail && <bdi className="detail">{option.detail}</bdi>}
        </div>
      ))}
    </div>
  );
}

function usePages(): Option[] {
  const { messages } = useLocale();
  const navigate = useNavigate();
  return navigationPages.map(({ to, title }) => ({
    id: to.slice(1),
    title: title(messages),
    run: () => navigate({ to }),
  }));
}

/** Without accents and in lower case. */
const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Options with a word that begins so. */
const matching = (options: readonly Option[], text: string): Option[] =>
  options.filter(({ title }) => ` ${plain(title)}`.includes(` ${plain(text.trim())}`));

const TYPING_PAUSE_MS = 200;
const MAX_CUSTOMERS = 8;

/** The customers that the API finds once the typing pauses; a message while they are searched for, or when that fails. */
function useCustomers(text: string): { options: Option[]; message: string | undefined } {
  const locale = useLocale();
  const navigate = useNavigate();
  const typed = text.trim();
  const search = useAfterPause(typed);
  const { data, error, isFetching } = useQuery({ ...foundQuery(useApi(), search), enabled: search !== "" });
  // Enter must not choose what an earlier text has found.
  if (search !== typed || (isFetching && !data)) return { options: [], message: locale.messages.palette.searching };
  const customers = search === "" ? [] : (data ?? []);
  return {
    options: customers.map(({ id, fullName, email, externalId }) => ({
      id,
      title: visible(fullName || email),
      detail: visible([fullName ? email : "", externalId].filter(Boolean).join(", ")),
      run: () => navigate({ to: "/customers/$id", params: { id } }),
    })),
    message: error ? describe(error, locale) : undefined,
  };
}

const foundQuery = (api: Api, search: string) =>
  queryOptions({
    queryKey: ["customers", "palette", search],
    queryFn: async ({ signal }): Promise<Customer[]> =>
      (await send(api.GET("/api/customers", { params: { query: { search, limit: MAX_CUSTOMERS } }, signal }))).body
        .data,
  });

function useAfterPause(text: string): string {
  const [settled, setSettled] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    timer.current = setTimeout(() => setSettled(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer.current);
  }, [text]);
  return settled;
}
