package web

import (
	"strconv"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
)

// pulsePage asks the three questions after a review, and shows what was answered once it has
// closed.
func pulsePage(v *visit) error { return v.showPulse(200, v.blank()) }

func (v *visit) showPulse(status int, f *form) error {
	p, err := v.desk.Pulse(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return v.page(status, v.layout("After the review of "+v.r.PathValue("ref")), pulsePart(v, f, p))
}

// answerPulse takes no key of the form on: what is kept under one would tell what was answered.
func answerPulse(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.PulseAnswer{Postmortem: v.r.PathValue("ref"), Answers: map[string]string{}}
	for _, q := range postmortem.PulseQuestions() {
		in.Answers[q.Key] = f.line(q.Key)
	}
	if refusal := v.desk.AnswerPulse(v.ctx(), v.actor, in); refusal != nil {
		status, err := f.refused(refusal)
		if err != nil {
			return err
		}
		return v.showPulse(status, f)
	}
	return v.done("pulse", pmPath(v.r.PathValue("ref"), "pulse"))
}

func pulseOptions() []ui.Option {
	var list []ui.Option
	for _, a := range postmortem.PulseAnswers() {
		list = append(list, ui.Option{Value: a.Key, Label: a.Asks})
	}
	return list
}

// pulseFacts are the counts, as a whole and in no parts.
func pulseFacts(p desk.PulseNow) ui.Facts {
	f := ui.Facts{Ruled: true}
	for _, q := range postmortem.PulseQuestions() {
		f.Facts = append(f.Facts, ui.Fact{Name: q.Asks, Value: ui.Text(pulseRow(p, q))})
	}
	return f
}

// pulseRow is how often each answer was given to a question.
func pulseRow(p desk.PulseNow, q postmortem.Question) string {
	s := ""
	for i, a := range postmortem.PulseAnswers() {
		if i > 0 {
			s += ", "
		}
		s += strconv.Itoa(p.Counts[q.Key+"/"+a.Key]) + " " + a.Key
	}
	return s
}
