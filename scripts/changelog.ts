/**
 * CHANGELOG.md must describe every change that callers, subscribers and operators notice. Its newest entry ends with a
 * comment that holds, for each section, a digest of the generated files it describes and a digest of the section's
 * text. If the files change but the text does not, a change was not described.
 */
import { hash } from "node:crypto";

/** The sections that describe generated files. */
export const answersFor: Readonly<Record<string, readonly string[]>> = {
  API: ["openapi.json", "openapi.v1.json"],
  Events: ["docs/events.schema.json"],
  "Stored items": ["docs/stored-items.json"],
};

/** The digests in a section's comment line. */
interface Digests {
  files: string;
  text: string;
}

const COMMENT = /<!-- digests by npm run generate\n([\s\S]*?)-->\n/;

/**
 * Updates the newest entry's digests.
 *
 * @param contents of the generated files, by name
 * @returns the new text, and the sections whose files changed but whose text did not: their digests stay unchanged
 */
export function withDigests(
  changelog: string,
  contents: Readonly<Record<string, string>>,
): { text: string; unsaid: string[] } {
  const entry = newestEntry(changelog);
  const recorded = recordedDigests(changelog, entry);
  const unsaid: string[] = [];
  const lines = Object.entries(answersFor).map(([section, names]) => {
    const before = recorded.get(section);
    const now: Digests = {
      files: digest(names.map((name) => contents[name] ?? "").join("\0")),
      text: digest(sectionText(entry, section)),
    };
    const isUnsaid = before !== undefined && now.files !== before.files && now.text === before.text;
    if (isUnsaid) unsaid.push(section);
    const { files, text } = isUnsaid ? before : now;
    return `${section}: ${files} ${text}\n`;
  });
  const comment = `<!-- digests by npm run generate\n${lines.join("")}-->\n`;
  const updated = COMMENT.test(entry) ? entry.replace(COMMENT, comment) : `${entry.trimEnd()}\n\n${comment}\n`;
  return { text: changelog.replace(entry, () => updated), unsaid };
}

/** The first entry, from its heading to the next entry's. */
function newestEntry(changelog: string): string {
  const [, entry] = changelog.split(/^(?=## )/m);
  if (entry === undefined) throw new Error("CHANGELOG.md has no entry");
  return entry;
}

/** By section. An entry without digests starts from those of the previous entry, with empty texts. */
function recordedDigests(changelog: string, entry: string): Map<string, Digests> {
  const isNew = !COMMENT.test(entry);
  const [, lines = ""] = COMMENT.exec(changelog) ?? [];
  return new Map(
    Array.from(lines.matchAll(/^(.+): (\w+) (\w+)$/gm), ([, section = "", files = "", text = ""]) => [
      section,
      { files, text: isNew ? digest("") : text },
    ]),
  );
}

/** The text below a section's heading in an entry; "" if it has no such section. */
function sectionText(entry: string, section: string): string {
  const [, ...parts] = entry.replace(COMMENT, "").split(/^### /m);
  const part = parts.find((it) => it.startsWith(`${section}\n`)) ?? "";
  return part.slice(section.length).trim();
}

const digest = (text: string): string => hash("sha256", text, "hex").slice(0, 12);
