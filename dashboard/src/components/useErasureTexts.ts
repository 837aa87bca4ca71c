import { useLocale } from "../locale.tsx";
import { erasureTexts } from "../messages/erasing.ts";

/** The texts of erasing, in the reader's language. */
export const useErasureTexts = () => erasureTexts[useLocale().language];
