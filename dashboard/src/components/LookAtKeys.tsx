import { sameApiKeysQuery } from "../api/apiKeys.ts";
import { fill, useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { Look } from "./Look.tsx";
import { Text } from "./Text.tsx";

/** The keys that there are with an id or a name, for somebody who does not know what became of a write. */
export function LookAtKeys({ field, value }: { field: "id" | "name"; value: string }) {
  const { messages, dateTime } = useLocale();
  const { doubt, apiKeys: texts } = messages;
  return (
    <Look query={sameApiKeysQuery(useApi(), field, value)}>
      {(apiKeys) =>
        apiKeys.length === 0 ? (
          texts.noSuchKey
        ) : (
          <>
            {doubt.customers}
            <ul>
              {apiKeys.map(({ id, name, createdAt, expiresAt }) => (
                <li key={id}>
                  <Text>{name}</Text> ({dateTime(createdAt)}
                  {expiresAt && `, ${fill(texts.until, { date: dateTime(expiresAt) })}`})
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Look>
  );
}
