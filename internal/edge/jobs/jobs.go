// Package jobs runs what deeds left behind, on River: each worker is one desk method called
// late, and twice is once. It refuses rules and text: it only brings a job to its deed, and says
// whether a failure is worth another try.
//
// Start reading at New.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Config says what the workers work with.
type Config struct {
	Store *store.Store
	Desk  *desk.Desk
	Log   *slog.Logger
	// Poll is how often the queue is looked at; zero for a second.
	Poll time.Duration
	// Due is how often it is asked which messages are to be tried again; zero for five seconds.
	Due time.Duration
}

// Crew is the workers of this process.
type Crew struct {
	client *river.Client[*sql.Tx]
	config Config
}

// New makes the workers. Run starts them.
func New(c Config) (*Crew, error) {
	if c.Poll == 0 {
		c.Poll = time.Second
	}
	if c.Due == 0 {
		c.Due = 5 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	workers := river.NewWorkers()
	addNews(workers, c.Desk)
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[tidy]) error {
		return c.Desk.Tidy(ctx)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[seal]) error {
		return c.Store.SealStreams(ctx)
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[remind]) error {
		return c.Desk.RemindOwners(ctx)
	}))
	client, err := river.NewClient(c.Store.JobDriver(), &river.Config{
		Logger:            store.Warnings(c.Log),
		Workers:           workers,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}, desk.OutsideQueue: {MaxWorkers: 8}},
		FetchPollInterval: c.Poll,
		FetchCooldown:     min(c.Poll, 100*time.Millisecond),
		// What a killed process held is done by another one, or after the restart.
		JobTimeout:           time.Minute,
		RescueStuckJobsAfter: 2 * time.Minute,
		ErrorHandler:         &failures{log: c.Log},
		PeriodicJobs:         []*river.PeriodicJob{hourly(tidy{}), hourly(seal{}), hourly(remind{})},
	})
	if err != nil {
		return nil, fmt.Errorf("make the workers: %w", err)
	}
	return &Crew{client: client, config: c}, nil
}

// hourly runs a job at the start and every hour.
func hourly(args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour),
		func() (river.JobArgs, *river.InsertOpts) { return args, nil }, &river.PeriodicJobOpts{RunOnStart: true})
}

// seal links the heads of all streams into a signed checkpoint.
type seal struct{}

// Kind names the job.
func (seal) Kind() string { return "audit.seal" }

// tidy forgets what has run out: idempotency keys, sessions, invitations.
type tidy struct{}

// Kind names the job.
func (tidy) Kind() string { return "house.tidy" }

// remind tells owners of postmortems of the dates that were promised.
type remind struct{}

// Kind names the job.
func (remind) Kind() string { return "postmortem.remind" }

// Run works until ctx ends, then lets running jobs finish for at most five seconds.
func (c *Crew) Run(ctx context.Context) error {
	if err := c.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the workers: %w", err)
	}
	var minding sync.WaitGroup
	minding.Go(func() { c.mindSources(ctx) })
	minding.Go(func() { c.mindSignals(ctx) })
	minding.Go(func() { c.mindRecap(ctx) })
	c.mindNews(ctx)
	minding.Wait()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.client.Stop(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop the workers: %w", err)
	}
	return nil
}

// settle decides what becomes of a failed deed: what no repeat can change is not tried again.
func settle(err error) error {
	switch problem.KindOf(err) {
	case problem.KindNotFound, problem.KindGone, problem.KindInvalid, problem.KindConflict:
		return river.JobCancel(err)
	}
	return err
}

// failures logs what went wrong, once for each try.
type failures struct{ log *slog.Logger }

// HandleError logs a failed try.
func (f *failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.WarnContext(ctx, "a job did not succeed", "job", job.Kind, "id", job.ID, "try", job.Attempt, "error", err)
	return nil
}

// HandlePanic logs a panic; the process goes on and the job is tried again.
func (f *failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "a job panicked", "job", job.Kind, "id", job.ID, "value", value, "trace", trace)
	return nil
}
