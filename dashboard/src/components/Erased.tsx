import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { Erasure } from "../api/api.ts";
import { erasureQuery, NEWEST_ERASURES } from "../api/erasures.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { ApiRequest } from "./ApiRequest.tsx";
import { MadeBy } from "./MadeBy.tsx";
import { Moment } from "./Moment.tsx";
import { Text } from "./Text.tsx";
import { useErasureTexts } from "./useErasureTexts.ts";

/** Says of a customer that it was erased, with the receipt if that is among the newest. */
export function Erased({ id }: { id: string }) {
  const { errors } = useLocale().messages;
  const texts = useErasureTexts();
  const { data: erasure } = useQuery(erasureQuery(useApi(), id));
  return (
    <SpaceBetween size="l">
      <LiveRegion>
        <Alert header={errors.customer_erased}>{texts.erased}</Alert>
      </LiveRegion>
      {erasure && <Receipt erasure={erasure} />}
      <ApiRequest path={NEWEST_ERASURES} />
    </SpaceBetween>
  );
}

function Receipt({ erasure }: { erasure: Erasure }) {
  const { messages, number } = useLocale();
  const texts = useErasureTexts();
  const { id, customerId, status, erasedAt, erasedBy, finishedAt, removed } = erasure;
  const { none } = messages.common;
  const isDone = status === "done";
  const counts = (["events", "searchEntries", "pastSubscriptions"] as const).map((kind) => ({
    label: texts.removed[kind],
    value: number(removed[kind]),
  }));
  return (
    <Container header={<Header variant="h2">{texts.receipt}</Header>}>
      <SpaceBetween size="m">
        <LiveRegion>
          <StatusIndicator type={isDone ? "success" : "in-progress"}>
            <span className="words">{isDone ? texts.done : texts.running}</span>
          </StatusIndicator>
        </LiveRegion>
        <KeyValuePairs
          columns={3}
          items={[
            { label: texts.id, value: <Text>{id}</Text> },
            { label: messages.fields.id, value: <Text>{customerId}</Text> },
            { label: texts.erasedBy, value: erasedBy ? <MadeBy actor={erasedBy} /> : none },
            { label: texts.erasedAt, value: <Moment iso={erasedAt} /> },
            { label: texts.finishedAt, value: finishedAt ? <Moment iso={finishedAt} /> : none },
            ...counts,
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
