/**
 * Text that speaks to a model to take it over, as prompt injections do. A rule for the user's tools ("Always answer in
 * German") is what memories are for and is not flagged; the forms are those of published injections (OWASP LLM01).
 */

const forms = [
  [
    'override',
    /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:(?:previous|prior|above|earlier|preceding|existing|system|safety|your)\b[^.\n]{0,20}\b(?:instructions?|prompts?|rules?|guidelines|directions|training)|everything (?:above|before))\b/i,
  ],
  [
    'override',
    /\b(?:ignoriere|vergiss|missachte)\b[^.\n]{0,40}\b(?:vorherigen?|bisherigen?|obigen?)\b[^.\n]{0,20}(?:anweisung|regel)/i,
  ],
  [
    'new_role',
    /\b(?:you are now|from now on,? you are|pretend (?:to be|you are)|act as (?:if you|an? unrestricted)|enter developer mode|DAN mode)\b/i,
  ],
  [
    'concealment',
    /\b(?:do not|don['’]t|never)\b[^.\n]{0,30}\b(?:tell|mention|reveal|inform|show|alert)\b[^.\n]{0,30}\b(?:the )?(?:user|human|person|owner)\b/i,
  ],
  [
    'system_prompt',
    /\b(?:reveal|print|repeat|show|output|leak)\b[^.\n]{0,30}\b(?:system|hidden|initial) (?:prompt|instructions?|message)\b/i,
  ],
  [
    'exfiltration',
    /\b(?:send|post|forward|upload|exfiltrate|email)\b[^.\n]{0,60}\b(?:password|credential|api key|secret|token|conversation|memor(?:y|ies))s?\b[^.\n]{0,40}(?:https?:\/\/|\bto \S+@\S)/i,
  ],
  [
    'markup',
    /<\/?(?:system|assistant|instructions?|tool_result|function_results?)>|<\|(?:im_start|im_end|system|endoftext)\|>|\[\/?INST\]|<<SYS>>|^\s*#{2,}\s*(?:system|new instructions?)\b/im,
  ],
] as const;

/** The forms of instruction in a text: `override`, `new_role`, `concealment`, `system_prompt`, `exfiltration`, `markup`. */
export function instructionsIn(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/(?!\n)\p{Default_Ignorable_Code_Point}/gu, '');
  return [...new Set(forms.filter(([, form]) => form.test(plain)).map(([kind]) => kind))];
}
