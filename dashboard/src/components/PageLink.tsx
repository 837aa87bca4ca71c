import Link, { type LinkProps } from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { usePageLink } from "./usePageLink.ts";

interface PageLinkProps {
  /** A path relative to the dashboard's own, e.g. `customers/cus_1`. */
  path: string;
  variant?: NonNullable<LinkProps["variant"]>;
  children: ReactNode;
}

/** A link to another page of the dashboard. */
export function PageLink({ path, variant = "secondary", children }: PageLinkProps) {
  const follow = usePageLink();
  return (
    <Link variant={variant} {...follow(path)}>
      {children}
    </Link>
  );
}
