import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import LiveRegion from "@cloudscape-design/components/live-region";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { CreatedApiKey } from "../api/api.ts";
import { fill, useLocale } from "../locale.tsx";

/** The secret of a new key, once. It goes when the dialog is closed, which takes a click: Escape would lose it. */
export function ShowSecret({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  const { apiKeys: texts, request } = useLocale().messages;
  return (
    <Modal
      visible
      header={fill(texts.secret.title, { name: created.name })}
      onDismiss={({ detail }) => detail.reason === "closeButton" && onClose()}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {texts.secret.close}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <LiveRegion>
          <Alert type="warning">{texts.secret.once}</Alert>
        </LiveRegion>
        <CopyToClipboard
          variant="inline"
          textToDisplay={created.secret}
          textToCopy={created.secret}
          copyButtonAriaLabel={texts.secret.copy}
          copySuccessText={request.copied}
          copyErrorText={request.notCopied}
        />
      </SpaceBetween>
    </Modal>
  );
}
