package news

// Failure names why a message did not arrive. Names are kept and counted; what a receiver said
// in words is not, since it may hold anything.
type Failure string

// The failures.
const (
	NoAnswer         Failure = "no_answer"
	NameUnknown      Failure = "name_not_found"
	TimedOut         Failure = "timed_out"
	BadTLS           Failure = "tls_refused"
	NotAllowed       Failure = "address_not_allowed"
	LoginRefused     Failure = "login_refused"
	Refused          Failure = "refused"
	Redirected       Failure = "redirected"
	Gone             Failure = "gone"
	RecipientRefused Failure = "recipient_refused"
	SecretUnreadable Failure = "secret_unreadable"
	NotWritten       Failure = "not_written"

	NoLongerAllowed Failure = "no_longer_allowed"
	Unsubscribed    Failure = "unsubscribed"
	SwitchedOff     Failure = "switched_off"
)

// Final says whether no repeat can help.
func (f Failure) Final() bool {
	switch f {
	case RecipientRefused, Gone, NoLongerAllowed, Unsubscribed, SwitchedOff:
		return true
	}
	return false
}

// Say tells an administrator what is the matter.
func (f Failure) Say() string {
	if said, ok := sayings[f]; ok {
		return said
	}
	return "It did not arrive."
}

var sayings = map[Failure]string{
	NoAnswer:         "The receiver cannot be reached.",
	NameUnknown:      "The name of the receiver is not known.",
	TimedOut:         "The receiver did not answer in time.",
	BadTLS:           "The encrypted connection could not be made; the certificate may not fit.",
	NotAllowed:       "This address is not allowed. The operator can allow it with CANDOR_ALLOW_PRIVATE, followed by the address.",
	LoginRefused:     "The mail server refused the user name or the password.",
	Refused:          "The receiver answered that it does not take the message.",
	Redirected:       "The receiver answered with a redirect, which is not followed.",
	Gone:             "The receiver answered that it is gone for good.",
	RecipientRefused: "The mail server does not know this mailbox.",
	SecretUnreadable: "The kept secret cannot be opened with the key of this server.",
	NotWritten:       "The message could not be written. The log of the server says why.",
	NoLongerAllowed:  "The person may no longer see this.",
	Unsubscribed:     "The person no longer wants this mail.",
	SwitchedOff:      "Sending was switched off.",
}
