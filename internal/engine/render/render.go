// Package render turns what is kept into what is read: an event into a sentence, Markdown into
// HTML that is safe to show and cheap to make, a published postmortem into Markdown, HTML, JSON
// or a feed. The same input always gives the same bytes. It refuses raw HTML, scripts in links,
// pictures from other hosts, and text whose shape would keep a processor busy; it decides on
// nobody's access and asks no clock.
//
// Start reading at Sentence, at Markdown.HTML (CheckMarkdown says beforehand whether a text may be
// saved), or at DocumentMarkdown. Lengths of time are in tell, pictures in picture.
package render
