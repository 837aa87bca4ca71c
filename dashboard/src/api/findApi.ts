/** Where the API is: what config.json beside the page says, else the same origin. */
export async function findApi(): Promise<string> {
  try {
    const response = await fetch(`${import.meta.env.BASE_URL}config.json`, { cache: "no-cache" });
    const { apiUrl }: { apiUrl: string } = await response.json();
    return new URL(apiUrl, location.origin).origin;
  } catch {
    return location.origin;
  }
}
