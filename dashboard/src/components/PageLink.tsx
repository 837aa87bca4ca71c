import Link, { type LinkProps } from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { usePageLink } from "./usePageLink.ts";

interface PageLinkProps {
  /** A path relative to the dashboard's own, e.g. `customers/cus_1`. */
  path: string;
  variant?: NonNullable<LinkProps["variant"]>;
  /** Says more than the text, which it begins with. */
  label?: string;
  children: ReactNode;
}

/** A link to another page of the dashboard. */
export function PageLink({ path, variant = "secondary", label, children }: PageLinkProps) {
  const follow = usePageLink();
  return (
    <Link variant={variant} {...(label && { ariaLabel: label })} {...follow(path)}>
      {children}
    </Link>
  );
}
