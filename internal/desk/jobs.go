package desk

// The jobs that deeds leave behind. Their fields are IDs, never text: whoever runs one loads
// what is true then, and twice is once.

// SpreadNews tells the audiences of a stream about the events of one deed.
type SpreadNews struct {
	Noun string `json:"noun"`
	ID   string `json:"id"`
	Seq  int64  `json:"seq"`
	Last int64  `json:"last,omitempty"` // The last event of the deed; zero: Seq is the only one.
}

// DeliverNews tries to bring one message to its receiver.
type DeliverNews struct {
	Delivery string `json:"delivery"`
}

// Kind names the job.
func (SpreadNews) Kind() string  { return "news.spread" }
func (DeliverNews) Kind() string { return "news.deliver" }

// Queue keeps messages in a queue of their own, so that a slow receiver delays nothing else.
func (DeliverNews) Queue() string { return OutsideQueue }

// OutsideQueue is the queue of the jobs that wait for somebody outside.
const OutsideQueue = "outside"
