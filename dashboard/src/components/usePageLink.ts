import { useRouter } from "@tanstack/react-router";

interface FollowEvent {
  preventDefault: () => void;
}

/**
 * Props for Cloudscape's links to other pages: an `href` that also works in a new tab, and a handler that navigates in
 * this tab without loading everything again.
 */
export function usePageLink() {
  const router = useRouter();
  return (path: string) => {
    const href = import.meta.env.BASE_URL + path;
    const onFollow = (event: FollowEvent) => {
      event.preventDefault();
      router.history.push(href);
    };
    return { href, onFollow };
  };
}
