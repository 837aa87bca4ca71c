import { useRouter } from "@tanstack/react-router";

interface FollowEvent {
  preventDefault: () => void;
}

/**
 * What Cloudscape's links need to lead to another page without loading it anew: an address that also works in a new tab,
 * and what to do when it is followed in this one.
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
