/**
 * The document with the text between `<!-- name -->` and `<!-- /name -->` replaced.
 * @throws Error when these are missing
 */
export function replaceBetweenMarkers(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(begin) + begin.length, document.indexOf(end)];
  if (from < begin.length || to < from)
    throw new Error(`There are no markers ${begin.trim()} and ${end} in this order.`);
  return `${document.slice(0, from)}${text}\n${document.slice(to)}`;
}
