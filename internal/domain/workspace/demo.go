package workspace

// DemoRemoved tells that what the demo had made was taken away, and which streams went with it,
// so that a check of the record knows why they are missing.
type DemoRemoved struct {
	Streams []string `json:"streams"`
}

// Kind names the event.
func (DemoRemoved) Kind() string { return "demo.removed" }
