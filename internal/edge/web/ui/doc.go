// Package ui owns how Candor looks: typed view components, each a struct that is put on a
// page as @ui.Button{Label: "Send"}, or a function where it stands around other things, as
// @ui.Page(layout) { ... }. It refuses to know desk, store or any noun: pages translate what
// they loaded into these words. Nothing here writes inline style, script or handlers, so
// that the strict content security policy holds.
//
// Start reading at Layout (the frame of a page), Clock (how times are told) and Gallery
// (every component in every state).
package ui
