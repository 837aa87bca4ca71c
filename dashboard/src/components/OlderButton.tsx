import Button from "@cloudscape-design/components/button";
import { useLocale } from "../locale.tsx";

interface OlderButtonProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  text: string;
}

/** Loads what is older, while there is more. A printed sheet says that there is. */
export function OlderButton({ query, text }: OlderButtonProps) {
  const { print } = useLocale().messages;
  if (!query.hasNextPage) return null;
  return (
    <>
      <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {text}
      </Button>
      <div className="on-paper">{print.notAll}</div>
    </>
  );
}
