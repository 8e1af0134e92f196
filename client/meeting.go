package client

import (
	"context"
	"net/http"
	"time"
)

// Meeting is where people go through a postmortem together.
type Meeting struct {
	ID          string     `json:"id"`
	Version     int        `json:"version" doc:"Also the ETag."`
	StartsAt    time.Time  `json:"starts_at"`
	Zone        string     `json:"zone"`
	Minutes     int        `json:"minutes"`
	Place       string     `json:"place,omitempty"`
	Agenda      string     `json:"agenda"`
	Guests      []string   `json:"guests" doc:"IDs of those who are invited by name; empty: everybody who may read the draft may join."`
	BegunAt     time.Time  `json:"begun_at,omitzero" doc:"When the Prime Directive was read and accepted in it."`
	EndedAt     time.Time  `json:"ended_at,omitzero"`
	CancelledAt time.Time  `json:"cancelled_at,omitzero"`
	Reason      string     `json:"reason,omitempty" doc:"Why it was cancelled."`
	Present     []Someone  `json:"present"`
	Others      []Others   `json:"others"`
	Decisions   []Decision `json:"decisions"`
}

// Others are people without an account who were there, by their role and never by name.
type Others struct {
	Role  string `json:"role"`
	Count int    `json:"count"`
}

// Decision is what a meeting decided.
type Decision struct {
	At      time.Time `json:"at"`
	Becomes string    `json:"becomes" enum:"action,risk,note"`
	Text    string    `json:"text"`
	Ref     string    `json:"ref,omitempty" doc:"Of the action."`
}

// MeetingPlan plans a meeting, or plans it anew.
type MeetingPlan struct {
	StartsAt time.Time `json:"starts_at"`
	Zone     string    `json:"zone,omitempty" doc:"IANA; absent: UTC."`
	Minutes  int       `json:"minutes,omitempty" doc:"Absent: 60."`
	Place    string    `json:"place,omitempty" doc:"A room, or an address on the web."`
	Agenda   string    `json:"agenda,omitempty" doc:"Absent: the usual one."`
	Guests   []string  `json:"guests,omitempty" doc:"IDs of people; absent: everybody who may read the draft may join."`
}

// NewDecision writes down what a meeting decided, and does it in the same step.
type NewDecision struct {
	Becomes  string    `json:"becomes" enum:"action,risk,note"`
	Text     string    `json:"text"`
	Why      string    `json:"why,omitempty" doc:"The ID of the why that it answers; needed for a risk."`
	Owner    string    `json:"owner,omitempty" doc:"Of an action."`
	Due      time.Time `json:"due,omitzero" doc:"Of an action; absent: in 14 days."`
	Keep     string    `json:"keep_wording,omitempty" doc:"Of an action: why its wording stays."`
	Prevent  string    `json:"cost_to_prevent,omitempty" doc:"Of a risk."`
	Suffer   string    `json:"cost_to_suffer,omitempty" doc:"Of a risk."`
	Approver string    `json:"approver,omitempty" doc:"Of a risk: a role."`
	ReviewAt time.Time `json:"review_at,omitzero" doc:"Of a risk."`
}

// Decided tells what became of a decision.
type Decided struct {
	Ref string `json:"ref,omitempty" doc:"Of the action."`
}

// ReviewAsk names people who are asked to read a draft, each for themselves.
type ReviewAsk struct {
	People []string  `json:"people" doc:"IDs."`
	Until  time.Time `json:"until,omitzero"`
}

// ReviewAnswer is what somebody says after reading.
type ReviewAnswer struct {
	Answer    string `json:"answer" enum:"nothing_to_add,approve,please_change"`
	Reason    string `json:"reason,omitempty" doc:"Needed to ask for a change."`
	Exception string `json:"exception,omitempty" doc:"Of an approval: why fewer approvals than the policy asks for are enough. Only where fewer people could approve."`
}

// ReviewStanding is how the approvals of a postmortem stand.
type ReviewStanding struct {
	Needed  int       `json:"needed"`
	Given   int       `json:"given" doc:"Approvals of the text as it is now."`
	Able    int       `json:"able" doc:"How many people could approve."`
	Lapsed  int       `json:"lapsed" doc:"Answers that were given before the text changed."`
	Readers []Opinion `json:"readers"`
}

// Opinion is what one person was asked and has said.
type Opinion struct {
	By         Someone   `json:"by"`
	AskedAt    time.Time `json:"asked_at,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	Answer     string    `json:"answer,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	Stands     bool      `json:"stands" doc:"The answer is about the text as it is now."`
}

// MadeCalendar is a private calendar link, told once.
type MadeCalendar struct {
	Secret string `json:"secret"`
	URL    string `json:"url"`
}

// Meeting loads the present meeting of a postmortem.
func (c *Client) Meeting(ctx context.Context, ref string) (Meeting, error) {
	return read[Meeting](ctx, c, at("postmortems", ref, "meeting"), nil)
}

// ScheduleMeeting plans the meeting, or plans it anew over the version that was read; 0: none was
// planned.
func (c *Client) ScheduleMeeting(ctx context.Context, ref string, version int, in MeetingPlan) error {
	_, err := writeOver[none](ctx, c, http.MethodPut, at("postmortems", ref, "meeting"), &version, in)
	return err
}

// AttendMeeting says that somebody with an account is in the meeting: the ID of a person, or me.
func (c *Client) AttendMeeting(ctx context.Context, ref, person string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "meeting", "attendance", person), nil)
}

// LeaveMeeting takes somebody off the list of those who are in the meeting.
func (c *Client) LeaveMeeting(ctx context.Context, ref, person string) error {
	return do(ctx, c, http.MethodDelete, at("postmortems", ref, "meeting", "attendance", person), nil)
}

// CountOthers says how many people without an account are in the meeting, by their role.
func (c *Client) CountOthers(ctx context.Context, ref string, in Others) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "meeting", "others"), in)
}

// CancelMeeting takes the planned meeting off.
func (c *Client) CancelMeeting(ctx context.Context, ref string, in Reason) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "meeting", "cancellation"), in)
}

// BeginMeeting says that the Prime Directive was read and is accepted, and begins the meeting.
func (c *Client) BeginMeeting(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "meeting", "beginning"), nil)
}

// DecideInMeeting writes a decision down and does it in the same step.
func (c *Client) DecideInMeeting(ctx context.Context, ref string, in NewDecision) (Decided, error) {
	return write[Decided](ctx, c, http.MethodPost, at("postmortems", ref, "meeting", "decisions"), in)
}

// EndMeeting ends the meeting.
func (c *Client) EndMeeting(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "meeting", "end"), nil)
}

// AskReviewers asks people to read the draft.
func (c *Client) AskReviewers(ctx context.Context, ref string, in ReviewAsk) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "readers"), in)
}

// AnswerReview says what one thinks of the text as it is now.
func (c *Client) AnswerReview(ctx context.Context, ref string, in ReviewAnswer) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "answer"), in)
}

// ReviewStanding loads how the approvals stand, and who has said what.
func (c *Client) ReviewStanding(ctx context.Context, ref string) (ReviewStanding, error) {
	return read[ReviewStanding](ctx, c, at("postmortems", ref, "readers"), nil)
}

// CreateCalendarLink makes one's private link to one's calendar, told once.
func (c *Client) CreateCalendarLink(ctx context.Context) (MadeCalendar, error) {
	return write[MadeCalendar](ctx, c, http.MethodPost, at("me", "calendar"), nil)
}

// RevokeCalendarLink stops one's private calendar link.
func (c *Client) RevokeCalendarLink(ctx context.Context) error {
	return do(ctx, c, http.MethodDelete, at("me", "calendar"), nil)
}
