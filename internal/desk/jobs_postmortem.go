package desk

// AnnouncePublication tells people that an edition of a postmortem was published. Whoever runs it
// asks who may read that edition: a copy for the members of a private incident is not announced
// to the company.
type AnnouncePublication struct {
	Postmortem string `json:"postmortem"`
	Edition    int    `json:"edition"`
}

// Kind names the job.
func (AnnouncePublication) Kind() string { return "postmortem.announce" }
