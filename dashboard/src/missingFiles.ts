/** What to do when the file of a page or dialog cannot be loaded. */
const STORED_AS = "clientela.reloadedAt";

/** A page that misses a file again so soon after it was reloaded would not get it by being reloaded once more. */
const SOON_MS = 60_000;

let willReload = false;

/**
 * A tab that was open during a deployment may request a file that is gone: a reloaded page has the new ones. Without a
 * network it is reloaded once there is one; what is on screen stays until then.
 */
export function reloadWhenFilesAreMissing(): void {
  const reload = () => {
    sessionStorage.setItem(STORED_AS, String(Date.now()));
    location.reload();
  };
  addEventListener("vite:preloadError", () => {
    if (willReload || Date.now() - Number(sessionStorage.getItem(STORED_AS)) < SOON_MS) return;
    willReload = true;
    if (navigator.onLine) reload();
    else addEventListener("online", reload, { once: true });
  });
}

/** A file's module. Never settles when it is missing and the page will be reloaded. @throws what the import throws */
export const fileOf = <Module>(loading: Promise<Module>): Promise<Module> =>
  loading.catch((error) => {
    if (!willReload) throw error;
    return new Promise<never>(() => {});
  });
