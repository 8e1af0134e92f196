package desk

// The jobs that deeds leave behind. Their fields are IDs, never text: whoever runs one loads
// what is true then, and twice is once.

// SpreadNews tells the audiences of a stream about one of its events.
type SpreadNews struct {
	Noun string `json:"noun"`
	ID   string `json:"id"`
	Seq  int64  `json:"seq"`
}

// Kind names the job.
func (SpreadNews) Kind() string { return "news.spread" }
