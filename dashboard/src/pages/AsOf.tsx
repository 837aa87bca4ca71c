import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Versioned } from "../api/customers.ts";
import { pastCustomerQuery } from "../api/pastCustomer.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { Comparison, type Past } from "../components/Comparison.tsx";
import { CustomerDetails } from "../components/CustomerDetails.tsx";
import { Erased } from "../components/Erased.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { MetadataPairs } from "../components/MetadataShown.tsx";
import { PreciseMoment } from "../components/Moment.tsx";
import { MomentFields } from "../components/MomentFields.tsx";
import { PastProblem } from "../components/PastProblem.tsx";
import { Text, visible } from "../components/Text.tsx";
import { useCustomer } from "../components/useCustomer.ts";
import { usePageLink } from "../components/usePageLink.ts";
import { useTitle } from "../components/useTitle.ts";
import { fill, useLocale } from "../locale.tsx";
import type { MomentsSearch } from "../moments.ts";
import { useApi } from "../session.ts";

const ROUTE = "/customers/$id/as-of";

/** A customer as it was at a moment, or what differs between two. The address says which. */
export function AsOf() {
  const { id } = useParams({ from: ROUTE });
  const { asOf: texts, customers } = useLocale().messages;
  const { query, versioned, isErased } = useCustomer(id);
  const name = versioned?.customer.fullName || versioned?.customer.email || id;
  const title = fill(texts.title, { name });
  const follow = usePageLink();
  const pages = [
    { text: customers.title, ...follow("customers") },
    { text: visible(id), ...follow(`customers/${encodeURIComponent(id)}`) },
  ];
  useTitle(visible(title));
  return (
    <SpaceBetween size="s">
      <BreadcrumbGroup
        items={[...pages.map(({ text, href }) => ({ text, href })), { text: texts.crumb, href: "" }]}
        onFollow={(event) => pages.find(({ href }) => href === event.detail.href)?.onFollow(event)}
        ariaLabel={customers.title}
      />
      <ContentLayout
        header={
          <Header variant="h1" description={texts.description}>
            <Text>{title}</Text>
          </Header>
        }
      >
        {isErased ? (
          <Erased id={id} />
        ) : (
          <Loaded query={query}>{(current) => <Moments id={id} current={current} refetch={query.refetch} />}</Loaded>
        )}
      </ContentLayout>
    </SpaceBetween>
  );
}

interface MomentsProps {
  id: string;
  current: Versioned;
}

function Moments({ id, current, refetch }: MomentsProps & { refetch: UseQueryResult<Versioned>["refetch"] }) {
  const { asOf: texts } = useLocale().messages;
  const moments = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  const show = (search: MomentsSearch) => void navigate({ search });
  const path = `/api/customers/${encodeURIComponent(id)}`;
  const asked = inOrder(moments).map((moment) => `${path}?asOf=${encodeURIComponent(moment)}`);
  return (
    <SpaceBetween size="l">
      <MomentFields moments={moments} refetch={refetch} onShow={show} />
      {moments.asOf === undefined ? (
        <Box>{texts.choose}</Box>
      ) : (
        <Answers id={id} current={current} moments={moments} show={show} />
      )}
      <ApiRequest path={asked[0] ?? path} parts={asked.slice(1).map((path) => ({ name: texts.second, path }))} />
    </SpaceBetween>
  );
}

/** The moments that are asked for, the earlier one first. */
const inOrder = ({ asOf, comparedWith }: MomentsSearch): string[] =>
  [asOf, comparedWith].filter((moment) => moment !== undefined).sort();

interface AnswersProps extends MomentsProps {
  moments: MomentsSearch;
  show: (moments: MomentsSearch) => void;
}

/** What the API says of each moment. */
function Answers({ id, current, moments, show }: AnswersProps) {
  const api = useApi();
  const times = inOrder(moments);
  const queries = useQueries({ queries: times.map((moment) => pastCustomerQuery(api, id, moment)) });
  const asked = queries.flatMap((query, at) => times.slice(at, at + 1).map((moment) => ({ moment, query })));
  const [earlier, later] = asked.flatMap(({ moment, query: { data } }): Past[] =>
    data ? [{ moment, versioned: data, isNow: data.etag === current.etag }] : [],
  );
  const instead = (moment: string) => (other: string) =>
    show(moments.asOf === moment ? { ...moments, asOf: other } : { ...moments, comparedWith: other });
  return (
    <div className="stack">
      {asked.map(({ moment, query }) => (
        <PastProblem
          key={moment}
          moment={moment}
          query={query}
          createdAt={current.customer.createdAt}
          onShow={instead(moment)}
        />
      ))}
      {earlier && times.length === 1 && <Then past={earlier} />}
      {earlier && later && <Comparison earlier={earlier} later={later} />}
    </div>
  );
}

function Then({ past: { moment, versioned, isNow } }: { past: Past }) {
  const { messages, preciseTime } = useLocale();
  const { customer } = versioned;
  return (
    <SpaceBetween size="l">
      <LiveRegion hidden>{fill(messages.asOf.at, { time: preciseTime(moment) })}</LiveRegion>
      <Box>
        <PreciseMoment iso={moment} /> {isNow && <Badge color="blue">{messages.asOf.isNow}</Badge>}
      </Box>
      <CustomerDetails customer={customer} />
      <Container header={<Header variant="h2">{messages.fields.metadata}</Header>}>
        <MetadataPairs metadata={customer.metadata} />
      </Container>
    </SpaceBetween>
  );
}
