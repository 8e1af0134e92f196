package render

// Lowered moves the headings of a Markdown text so that the highest is at level top, when it is
// higher. Code stays as it is.
func Lowered(src string, top int) string { return lowered(src, top) }
