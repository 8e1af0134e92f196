package web

import (
	"strconv"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
)

// pulsePage asks the three questions after a review, and shows what was answered once it has
// closed.
func pulsePage(v *visit) error { return v.showPulse(200, v.blank()) }

// pulsePath is the page of the pulse of an edition.
func pulsePath(ref string, edition int) string {
	return pmPath(ref, "pulse?edition="+strconv.Itoa(edition))
}

// pulseName is what the way to the pulse of an edition is called; all are those that there are.
func pulseName(all []int, edition int) string {
	if len(all) == 1 && edition == 1 {
		return "Three questions after the review"
	}
	return "Three questions after the review of edition " + strconv.Itoa(edition)
}

// pulseEdition is the edition that the address names; zero where it names none.
func (v *visit) pulseEdition() (int, error) {
	asked := v.r.URL.Query().Get("edition")
	if asked == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 {
		return 0, problem.NotFound("pulse")
	}
	return n, nil
}

func (v *visit) showPulse(status int, f *form) error {
	edition, err := v.pulseEdition()
	if err != nil {
		return err
	}
	p, err := v.desk.Pulse(v.ctx(), v.actor, v.r.PathValue("ref"), edition)
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
	edition, err := v.pulseEdition()
	if err != nil {
		return err
	}
	in := desk.PulseAnswer{Postmortem: v.r.PathValue("ref"), Edition: edition, Answers: map[string]string{}}
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
	next := pmPath(in.Postmortem, "pulse")
	if edition > 0 {
		next = pulsePath(in.Postmortem, edition)
	}
	return v.done("pulse", next)
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
