// What ../static/js/editor.js uses of CodeMirror; scripts/editor.sh makes one file of it.
export { EditorState, StateEffect, StateField } from '@codemirror/state'
export { Decoration, EditorView, drawSelection, keymap, showTooltip } from '@codemirror/view'
export { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands'
export { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
export { markdown, markdownLanguage } from '@codemirror/lang-markdown'
export { forEachDiagnostic, linter, setDiagnosticsEffect } from '@codemirror/lint'
export { tags } from '@lezer/highlight'
