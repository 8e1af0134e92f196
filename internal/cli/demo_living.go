package cli

import (
	"time"

	"candor.dev/candor/client"
)

// tellLiving tells an incident that is half way through when the visitor comes in: production was
// replaced by a snapshot of seventeen hours ago, and a colleague has a newer one.
func (s *stage) tellLiving(now time.Time) {
	s.at(now.Add(-3 * time.Hour))
	deploy := s.change(client.NewChange{
		Kind: "deploy", Summary: "workspace 2.14.0: faster search", Service: "workspace", Environment: "production", Ref: "v2.14.0",
		Before: "2.13.2", After: "2.14.0", RollbackURL: "https://deploys.example.com/workspace/2.13.2",
	})
	s.at(now.Add(-95 * time.Minute))
	restore := s.change(client.NewChange{
		Kind: "restore", Summary: "Restore of the snapshot of yesterday evening", Service: "workspace", Environment: "production",
		Before: "live data", After: "snapshot, 17 hours old",
	})
	s.at(now.Add(-38 * time.Minute))
	s.report(s.colleague, client.Filing{Service: "workspace", Text: "A note that I wrote this morning is not there. Is it only me?"})
	s.after(3 * time.Minute)
	told := s.report(s.newcomer, client.Filing{
		Kind: "touched", Service: "workspace", TouchedAt: now.Add(-95 * time.Minute),
		Text: "I restored a snapshot of last night for a test this afternoon. On the way home I see that the target was the production server. " +
			"It is 17 hours old. I have no computer with me; please look.",
	})
	s.after(2 * time.Minute)
	s.accept(told.Ref, client.Declaration{
		Title: "Notes of today are missing in the workspace", Severity: "SEV2", Environment: "production", Services: []string{"workspace"},
		ImpactStart: now.Add(-95 * time.Minute), ImpactPrecisionSeconds: 300, Command: true,
		Summary: "Production holds the data of yesterday evening. What people wrote since then is not shown, and may be lost.",
	})
	s.role(s.engineer, "operations")
	s.role(s.support, "communications")
	s.assess(now, deploy, restore)
	s.helped(now)
}

// assess is what the responders find out.
func (s *stage) assess(now time.Time, deploy, restore string) {
	s.after(time.Minute)
	s.update("company", "Notes of today are missing in the workspace. Please keep open pages open, and write nothing important there. Next news in 30 minutes.", 30*time.Minute)
	snapshot := s.idea("Production was replaced by the snapshot of yesterday evening", "compare the newest entries with the time of the snapshot", "operations")
	lag := s.idea("A replica that lags answers the readers", "ask both replicas for their position", "operations")
	search := s.idea("The new search of 2.14.0 hides notes", "open a missing note by its address", "a volunteer")
	s.idea("Open pages still hold what people wrote this afternoon", "ask three people to look into their open pages", "")
	s.verdict(snapshot, "testing", "")
	s.after(4 * time.Minute)
	s.note(s.engineer, "The newest note of production is of yesterday, 21:58.",
		client.Evidence{Kind: "query", Label: "newest note", Text: "select max(edited_at) from notes -- yesterday 21:58:12"}, s.file("restore.log", restoreLog))
	s.verdict(lag, "ruled_out", "Both replicas are at the position of the primary; all three miss the notes of today.")
	s.verdict(search, "testing", "")
	s.weigh(deploy, "cleared", "Missing notes cannot be opened by their address either; search has no part in it.")
	s.weigh(restore, "likely", "The newest note is of the minute at which the snapshot was taken.")
	s.after(2 * time.Minute)
	s.note(s.lead, "The workspace is read-only now, so that nothing new is written over what we may bring back.")
	s.revise(client.Revision{Affected: given("about 400 people who wrote since yesterday evening"), DataLost: given("up to 17 hours of notes; about 90 minutes with the newer snapshot")})
	_ = now
}

const restoreLog = "restore: source snapshot of yesterday 22:00\nrestore: target workspace-db (production)\nrestore: 18,204 notes written\nrestore: done\n"

// helped is how others join in: nobody was paged.
func (s *stage) helped(now time.Time) {
	newer := s.need("A snapshot that is newer than 17 hours")
	users := s.need("A list of who wrote something since yesterday evening")
	s.need("Somebody to answer customers in America this evening")
	s.after(5 * time.Minute)
	snapshots := s.offer(s.colleague, "I take snapshots every hour for the migration project. The last one is 90 minutes older than the restore. I am in another time zone, and awake.", 3*time.Hour)
	s.match(snapshots, newer)
	s.after(3 * time.Minute)
	list := s.offer(s.support, "Our usage monitoring shows who edited what, and when. I can give you the list.", 2*time.Hour)
	s.match(list, users)
	s.after(2 * time.Minute)
	s.note(s.colleague, "The hourly snapshot is copied to a server beside production. It opens; its newest note is 90 minutes older than the restore.")
	s.after(4 * time.Minute)
	s.update("company", "We have a snapshot that lacks about 90 minutes only, and a list of who wrote in that time. We try the restore beside production first.", 30*time.Minute)
	s.offer(s.newcomer, "I am at a computer again in twenty minutes, and can check restored notes against the list.", 3*time.Hour)
	s.at(now)
}
