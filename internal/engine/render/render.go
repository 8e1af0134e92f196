// Package render owns how what is kept becomes something to read: an event as a sentence, a
// published postmortem as Markdown, HTML or JSON, a feed. The same input always gives the same
// bytes. It refuses to decide who may read it, and it asks for no clock.
//
// Start reading at Sentence; then DocumentMarkdown.
package render
