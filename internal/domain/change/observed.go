package change

// Observed is a change as a source tells it. What named a person is gone before it becomes one:
// there is no field for it, and free text was cleaned of names.
type Observed struct {
	Change        // ID, RecordedAt and Source are given when it is kept; Key is the source's own.
	Raw    []byte // The source's own words for this change, as JSON, without persons. May be nil.
}
