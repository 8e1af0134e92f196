// Package measure holds the measurements of the whole server, run by `make bench`: pages beside a
// trivial handler and their own SQL, watchers beside a minimal hub, start, memory and sizes. It
// has no code of its own. Results are kept in docs/benchmarks.md.
package measure
