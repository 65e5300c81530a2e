/**
 * Spreadsheets run text that begins like a formula; an apostrophe in front makes it text (OWASP, "CSV Injection").
 * Numbers are left alone, so a negative one stays a number.
 */
export function safeCell(text: string | null): string | null {
  return text !== null && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
}
