package blameless

// topic returns the wording that fits what a weak action speaks about: a guard, an alert, an
// automation, a permission, a rollout, a backup or a test. Other findings keep their rule's.
func (r *Rules) topic(f Finding, s sentence) string {
	if f.Label != WeakAction {
		return f.Suggest
	}
	for _, a := range alternatives {
		for i := range s.tokens {
			if a.words[s.lower(i)] {
				return a.say
			}
		}
	}
	return f.Suggest
}

// alternatives are concrete measures by what the sentence names, the more specific first.
var alternatives = []struct {
	words map[string]bool
	say   string
}{
	{set("backup backups restore restores recovery snapshot snapshots"), "Automation: [a job] restores the newest backup every [period] and compares [what]; [an alert] tells [owner] when that fails. Owner [team], due [date]"},
	{set("certificate certificates certs cert ssl tls expire expires expiry expiration renew renewal secret secrets token tokens credentials password passwords"), "Automation: [a job] renews it [n] days before it ends; [an alert] tells [owner] when that fails. Owner [team], due [date]"},
	{set("delete deleting deletes drop dropping destroy destroying wipe truncate remove removing rm production prod console terminal workspace"), "Permission: [the role] cannot do this in production without [a second approval], and [a guard] asks for the name of what is removed. Owner [team], due [date]"},
	{set("deploy deploys deploying deployment deployments release releases releasing rollout rollouts upgrade upgrades upgrading update updates merge merging push ship shipping friday"), "Rollout: [the pipeline] moves in steps of [share] and stops by itself when [signal] rises. Owner [team], due [date]"},
	{set("test tests testing tested staging qa review reviews reviewing reviewed reviewer verify verifying check checks checking double validate"), "Test: [the pipeline] fails when [the condition] does not hold, before anything reaches production. Owner [team], due [date]"},
	{set("monitor monitoring watch watching eye alert alerts dashboard dashboards notice disk cpu memory latency usage quota capacity"), "Alert: [the monitor] tells [owner] when [signal] passes [threshold] for [time]. Owner [team], due [date]"},
	{set("config configuration setting settings parameter parameters flag flags value values template yaml manifest"), "Guard: [the schema] refuses [values] outside [range] before they are applied. Owner [team], due [date]"},
	{set("communicate communication communications inform informing announce tell notify coordinate coordination escalate"), "Template: [the tool] sends [the notice] to [channel] when [event] begins, without anybody asking for it. Owner [team], due [date]"},
	{set("process processes procedure procedures checklist runbook policy guidelines document documentation steps manual manually"), "Automation: [the runbook's step] becomes [a command] that checks its own conditions. Owner [team], due [date]"},
	{set("train training retrain educate education awareness teach coaching aware remind reminder reminders"), "Guard: [the tool] shows [what is about to change and where] and refuses [the step] without [a condition]. Owner [team], due [date]"},
}
