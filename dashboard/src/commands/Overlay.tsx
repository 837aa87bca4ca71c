import { type ReactNode, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";

interface OverlayProps {
  /** The dialog's name. */
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog of the browser's own: Escape and a click beside it close it, and the focus goes back where it was. */
export function Overlay({ title, onClose, children }: OverlayProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same
    <dialog
      ref={dialog}
      className="overlay"
      aria-label={title}
      onCancel={onClose}
      onClick={({ target }) => target === dialog.current && onClose()}
    >
      <div>{children}</div>
    </dialog>,
    document.body,
  );
}
