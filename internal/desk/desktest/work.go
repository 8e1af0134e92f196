package desktest

import (
	"encoding/json"
	"testing"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"candor.dev/candor/internal/desk"
)

// Work carries out the jobs about news that deeds left behind, in their order, each once, until
// there are none. What is due by the clock counts too. A job that cannot be done fails the test.
func (d *Desk) Work(tb testing.TB) {
	tb.Helper()
	for {
		if _, err := d.DeliverDue(tb.Context()); err != nil {
			tb.Fatalf("look up what is due: %v", err)
		}
		jobs := d.newJobs(tb)
		if len(jobs) == 0 {
			return
		}
		for _, job := range jobs {
			d.done[job.ID] = true
			if err := d.carryOut(tb, job); err != nil {
				tb.Errorf("%s %s: %v", job.Kind, job.EncodedArgs, err)
			}
		}
	}
}

// Forget makes Work carry out every job once more, as after a crash before it was noted.
func (d *Desk) Forget() { clear(d.done) }

// Waiting says how many jobs wait to be done: whether anybody would be told of anything.
func (d *Desk) Waiting(tb testing.TB) int { return len(d.newJobs(tb)) }

func (d *Desk) newJobs(tb testing.TB) []*rivertype.JobRow {
	tb.Helper()
	client, err := river.NewClient(d.Store().JobDriver(), &river.Config{})
	if err != nil {
		tb.Fatalf("make a job client: %v", err)
	}
	list, err := client.JobList(tb.Context(), river.NewJobListParams().First(10_000).OrderBy(river.JobListOrderByID, river.SortOrderAsc).
		Kinds(desk.SpreadNews{}.Kind(), desk.DeliverNews{}.Kind(), desk.AnnouncePublication{}.Kind()))
	if err != nil {
		tb.Fatalf("list the jobs: %v", err)
	}
	var jobs []*rivertype.JobRow
	for _, job := range list.Jobs {
		if !d.done[job.ID] {
			jobs = append(jobs, job)
		}
	}
	return jobs
}

func (d *Desk) carryOut(tb testing.TB, job *rivertype.JobRow) error {
	tb.Helper()
	switch job.Kind {
	case desk.SpreadNews{}.Kind():
		return d.SpreadNews(tb.Context(), args[desk.SpreadNews](tb, job))
	case desk.AnnouncePublication{}.Kind():
		return d.AnnouncePublication(tb.Context(), args[desk.AnnouncePublication](tb, job))
	}
	return d.DeliverNews(tb.Context(), args[desk.DeliverNews](tb, job))
}

func args[T any](tb testing.TB, job *rivertype.JobRow) T {
	tb.Helper()
	var v T
	if err := json.Unmarshal(job.EncodedArgs, &v); err != nil {
		tb.Fatalf("read the job %s: %v", job.Kind, err)
	}
	return v
}
