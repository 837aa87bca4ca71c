import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { useLocale } from "../locale.tsx";
import { useSession } from "../session.ts";

/**
 * The request behind what is on screen, as a command. It does not contain the key, but reads it from the environment.
 */
export function ApiRequest({ path }: { path: string }) {
  const { request } = useLocale().messages;
  const { apiUrl } = useSession();
  const command = `curl ${quoted(apiUrl + path)} -H "x-api-key: $COMMET_API_KEY"`;
  return (
    <div className="on-screen">
      <ExpandableSection variant="container" headerText={request.title} headerDescription={request.description}>
        <CopyToClipboard
          variant="inline"
          textToDisplay={command}
          textToCopy={command}
          copyButtonAriaLabel={request.copy}
          copySuccessText={request.copied}
          copyErrorText={request.notCopied}
        />
      </ExpandableSection>
    </div>
  );
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
