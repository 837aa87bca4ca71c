import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSyncExternalStore } from "react";
import { readCommand, writeCommand } from "../command.ts";
import { fill, useLocale } from "../locale.tsx";
import { useSession } from "../session.ts";
import type { MadeWrite } from "../writes.ts";
import { Moment } from "./Moment.tsx";

interface ApiRequestProps {
  /** What the page itself asks for, if it does. */
  path?: string;
  /** What its parts ask for, with their names. */
  parts?: readonly { name: string; path: string }[];
}

/** The requests behind what is on screen, and those that changed something from this tab, as commands. */
export function ApiRequest({ path, parts = [] }: ApiRequestProps) {
  const { request } = useLocale().messages;
  const { apiUrl, writes } = useSession();
  const made = useSyncExternalStore(writes.subscribe, writes.now);
  return (
    <div className="on-screen">
      <ExpandableSection variant="container" headerText={request.title} headerDescription={request.description}>
        <SpaceBetween size="xs">
          {path !== undefined && <Command command={readCommand(apiUrl + path)} label={request.copy} />}
          {parts.map(({ name, path }) => (
            <Command key={path} command={readCommand(apiUrl + path)} label={fill(request.copyPart, { name })} />
          ))}
          {made.length > 0 && <h3>{request.writes}</h3>}
          {made.map((write) => (
            <Made key={write.id} write={write} />
          ))}
        </SpaceBetween>
      </ExpandableSection>
    </div>
  );
}

function Made({ write: { madeAt, request, status } }: { write: MadeWrite }) {
  const { messages, exactTime } = useLocale();
  return (
    <div>
      <Moment iso={madeAt} />
      {": "}
      {status === undefined ? messages.request.noAnswer : fill(messages.request.answer, { status })}
      <Command command={writeCommand(request)} label={fill(messages.request.copyPart, { name: exactTime(madeAt) })} />
    </div>
  );
}

function Command({ command, label }: { command: string; label: string }) {
  const { request } = useLocale().messages;
  return (
    <CopyToClipboard
      variant="inline"
      textToDisplay={command}
      textToCopy={command}
      copyButtonAriaLabel={label}
      copySuccessText={request.copied}
      copyErrorText={request.notCopied}
    />
  );
}
