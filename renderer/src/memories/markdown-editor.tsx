/** An editor for Markdown: CodeMirror with the page's colours. Loaded when something is first written. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  defaultHighlightStyle,
  defineLanguageFacet,
  HighlightStyle,
  Language,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { parser } from '@lezer/markdown';
import { useEffect, useRef } from 'react';
import { useLatest } from '../data/registry.ts';

export interface MarkdownEditorProps {
  /** Its name for readers of the screen. */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

const markdown = new Language(defineLanguageFacet(), parser, [], 'markdown');

const looks = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.monospace, fontFamily: 'var(--mono)' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.processingInstruction, tags.quote], color: 'var(--quiet)' },
]);

const theme = EditorView.theme({
  '&': { fontSize: 'var(--type-body)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--sans)', padding: '0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.5' },
  '.cm-placeholder': { color: 'var(--quiet)' },
});

/** Tab goes on to the next field, so that the keyboard is not caught. */
export default function MarkdownEditor({ label, placeholder, value, onChange }: MarkdownEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const changed = useLatest(onChange);
  const first = useRef({ value, label, placeholder });
  useEffect(() => {
    if (place.current === null) return undefined;
    const { value: doc, ...words } = first.current;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc,
        extensions: [
          history(),
          keymap.of([...historyKeymap, ...defaultKeymap]),
          markdown,
          syntaxHighlighting(looks),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          EditorView.lineWrapping,
          EditorView.perLineTextDirection.of(true),
          EditorView.contentAttributes.of({ 'aria-label': words.label, dir: 'auto', spellcheck: 'true' }),
          placeholderOf(words.placeholder),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
          theme,
        ],
      }),
    });
    editor.current = view;
    view.focus();
    view.dispatch({ selection: { anchor: view.state.doc.length } });
    return () => view.destroy();
  }, [changed]);
  useEffect(() => {
    const view = editor.current;
    if (view === undefined || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={place} className="markdown" />;
}
