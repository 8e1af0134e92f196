package workspace

// DemoBegun tells that the demo made people who cannot sign in, and services. It names nobody:
// they go again with the demo.
type DemoBegun struct {
	People   int      `json:"people"`
	Services []string `json:"services"`
}

// Kind names the event.
func (DemoBegun) Kind() string { return "demo.begun" }

// DemoRemoved tells that what the demo had made was taken away, and which streams went with it,
// so that a check of the record knows why they are missing.
type DemoRemoved struct {
	Streams []string `json:"streams"`
}

// Kind names the event.
func (DemoRemoved) Kind() string { return "demo.removed" }
