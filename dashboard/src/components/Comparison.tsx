import Badge from "@cloudscape-design/components/badge";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import type { Versioned } from "../api/customers.ts";
import { type Change, partsBetween } from "../changes.ts";
import { fill, useLocale } from "../locale.tsx";
import { isGiven, useFieldName } from "./Changes.tsx";
import { PreciseMoment } from "./Moment.tsx";
import { Text } from "./Text.tsx";
import { useShown } from "./useShown.tsx";

/** A customer at a moment. */
export interface Past {
  moment: string;
  versioned: Versioned;
  isNow: boolean;
}

/** What differs between two moments, side by side. */
export function Comparison({ earlier, later }: { earlier: Past; later: Past }) {
  const { messages, number } = useLocale();
  const { asOf: texts } = messages;
  const changes = partsBetween(earlier.versioned.customer, later.versioned.customer);
  const found = changes.length === 0 ? texts.same : fill(texts.differences, { count: number(changes.length) });
  return (
    <Container
      header={
        <Header variant="h2" description={<LiveRegion tagName="span">{found}</LiveRegion>}>
          {texts.compared}
        </Header>
      }
    >
      <table className="comparison">
        <thead>
          <tr>
            <th scope="col">{texts.field}</th>
            {[earlier, later].map(({ moment, isNow }) => (
              <th key={moment} scope="col">
                <PreciseMoment iso={moment} /> {isNow && <Badge color="blue">{texts.isNow}</Badge>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <Row key={change.field} change={change} />
          ))}
        </tbody>
      </table>
    </Container>
  );
}

function Row({ change: { field, before, after } }: { change: Change }) {
  const { common } = useLocale().messages;
  const nameOf = useFieldName();
  const show = useShown();
  const shown = (value: unknown) => (isGiven(value) ? show(field, value) : common.none);
  return (
    <tr>
      <th scope="row">
        <Text>{nameOf(field)}</Text>
      </th>
      <td>{shown(before)}</td>
      <td>{shown(after)}</td>
    </tr>
  );
}
