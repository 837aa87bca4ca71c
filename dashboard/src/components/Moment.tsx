import Box from "@cloudscape-design/components/box";
import { useLocale } from "../locale.tsx";

/** A moment in the reader's time zone, which is named where the pointer rests and on paper. */
export function Moment({ iso }: { iso: string }) {
  const { dateTime, exactTime } = useLocale();
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {dateTime(iso)}
    </time>
  );
}

/** A moment to the millisecond in the reader's time zone, and in UTC. */
export function PreciseMoment({ iso }: { iso: string }) {
  const { preciseTime, preciseTimeInUtc, timeZone } = useLocale();
  return (
    <time dateTime={iso} title={timeZone}>
      <span>{preciseTime(iso)}</span>{" "}
      {timeZone !== "UTC" && (
        <Box variant="small" color="text-body-secondary">
          {preciseTimeInUtc(iso)}
        </Box>
      )}
    </time>
  );
}

/** A day of billing: the same everywhere, in UTC, and said so. */
export function BillingDay({ iso }: { iso: string }) {
  const { billingDate, exactBillingTime } = useLocale();
  return (
    <time dateTime={iso} title={exactBillingTime(iso)}>
      <span>{billingDate(iso)}</span>{" "}
      <Box variant="small" color="text-body-secondary">
        UTC
      </Box>
    </time>
  );
}
