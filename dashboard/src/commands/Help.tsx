import "./commands.css";
import { Fragment, useState } from "react";
import { fill, useLocale } from "../locale.tsx";
import { navigationPages } from "../pages.ts";
import { Overlay } from "./Overlay.tsx";
import { hasSingleKeys, keysOf, PALETTE_KEY, setSingleKeys } from "./shortcuts.ts";

/** Lists the keyboard shortcuts, and switches those of single keys off and on. */
export function Help({ onClose }: { onClose: () => void }) {
  const { messages } = useLocale();
  const { shortcuts, common } = messages;
  const [isOn, setIsOn] = useState(hasSingleKeys);
  const rows: [string, string][] = [
    [PALETTE_KEY, shortcuts.palette],
    ["/", shortcuts.search],
    ["?", shortcuts.help],
    ["c", shortcuts.create],
    ["e", shortcuts.edit],
    ...navigationPages.map(({ key, title }): [string, string] => [
      `g ${key}`,
      fill(shortcuts.page, { page: title(messages) }),
    ]),
  ];
  const toggle = (isOn: boolean) => {
    setSingleKeys(isOn);
    setIsOn(isOn);
  };
  return (
    <Overlay title={shortcuts.title} onClose={onClose}>
      <h2>{shortcuts.title}</h2>
      <dl className="shortcuts">
        {rows.map(([shortcut, text]) => (
          <Fragment key={shortcut}>
            <dt>
              <Keys shortcut={shortcut} />
            </dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={isOn} onChange={({ target }) => toggle(target.checked)} />{" "}
        {shortcuts.singleKeys}
      </label>
      <p>{shortcuts.singleKeysHint}</p>
      <button type="button" onClick={onClose}>
        {common.close}
      </button>
    </Overlay>
  );
}

const Keys = ({ shortcut }: { shortcut: string }) =>
  keysOf(shortcut).map((key, index) => (
    <Fragment key={key}>
      {index > 0 && " "}
      <kbd>{key}</kbd>
    </Fragment>
  ));
