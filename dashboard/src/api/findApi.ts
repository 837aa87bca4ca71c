/** The API's URL: from config.json beside the page, else the same origin. */
export async function findApi(): Promise<string> {
  try {
    const response = await fetch(`${import.meta.env.BASE_URL}config.json`, { cache: "no-cache" });
    const { apiUrl }: { apiUrl: string } = await response.json();
    return new URL(apiUrl, location.origin).origin;
  } catch {
    return location.origin;
  }
}
