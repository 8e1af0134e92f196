package store

import (
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
)

// mailKey is the setting that says how mail leaves; also the place where its password is sealed.
const mailKey = "mail"

// keptMail is how the mail settings are stored: the password is sealed.
type keptMail struct {
	Host        string
	Port        int
	TLS         news.TLS
	PlainAgreed bool
	From        string
	FromName    string
	Username    string
	Password    string
}

func (v *View) mail() (news.Mail, string, error) {
	var k keptMail
	version, err := v.Setting(mailKey, &k)
	return news.Mail{
		Host: k.Host, Port: k.Port, TLS: k.TLS, PlainAgreed: k.PlainAgreed, From: k.From, FromName: k.FromName, Username: k.Username,
		HasPassword: k.Password != "", Version: version,
	}, k.Password, err
}

// Mail returns how mail leaves, without the password. For administrators.
func (v *View) Mail(actor person.Actor) (news.Mail, error) {
	if err := actor.May(person.Administer); err != nil {
		return news.Mail{}, err
	}
	m, _, err := v.mail()
	return m, err
}

// MailIsOn says whether mail is sent at all.
func (v *View) MailIsOn() (bool, error) {
	m, _, err := v.mail()
	return m.On(), err
}

// MailServer returns how mail leaves, with the password, for whoever is about to send. An error
// when the password was sealed with another key.
func (v *View) MailServer() (news.Mail, error) {
	m, sealed, err := v.mail()
	if err != nil || sealed == "" {
		return m, err
	}
	m.Password, err = v.secrets.open(mailKey, sealed)
	return m, err
}

// SaveMail keeps how mail leaves, over the version that it was loaded with; Stale otherwise.
// Without a new password the kept one stays when HasPassword says so.
func (tx *Tx) SaveMail(m news.Mail) error {
	_, sealed, err := tx.mail()
	if err != nil {
		return err
	}
	switch {
	case m.Password != "":
		if sealed, err = tx.secrets.seal(mailKey, m.Password); err != nil {
			return err
		}
	case !m.HasPassword:
		sealed = ""
	}
	return tx.SaveSetting(mailKey, m.Version, keptMail{
		Host: m.Host, Port: m.Port, TLS: m.TLS, PlainAgreed: m.PlainAgreed, From: m.From, FromName: m.FromName, Username: m.Username,
		Password: sealed,
	})
}

const readerColumns = personColumns + `, coalesce(n.mail, ''), f.person_id is not null`

const readerFrom = ` from people p left join mail_preferences n on n.person_id = p.id
	left join followers f on f.person_id = p.id and f.incident_id = $1 `

func readReader(r scanner) (news.Reader, error) {
	var re news.Reader
	p := &re.Person
	err := r.Scan(&p.ID, &p.Name, &p.Email, &p.Role, &p.TimeZone, into(&p.DisabledAt), into(&p.CreatedAt), &p.Version, &re.Chosen, &re.Follows)
	return re, err
}

// MailPreference returns what the actor wants to hear by mail: what was chosen, or the default of
// the role.
func (v *View) MailPreference(actor person.Actor) (news.Preference, error) {
	if err := actor.May(person.OwnTokens); err != nil {
		return "", err
	}
	re, err := v.Reader(actor.ID, "")
	return re.Wants(), err
}

// SaveMailPreference keeps what a person wants to hear by mail.
func (tx *Tx) SaveMailPreference(of person.ID, p news.Preference) error {
	return tx.put(`insert into mail_preferences (person_id, mail, updated_at) values ($1, $2, $3)
		on conflict (person_id) do update set mail = $2, updated_at = $3`, string(of), string(p), tx.now.UnixMicro())
}

// Reader returns one person as a reader of news about an incident; not found when there is none.
func (v *View) Reader(id person.ID, about incident.ID) (news.Reader, error) {
	re, err := single(v, `select `+readerColumns+readerFrom+`where p.id = $2`, []any{string(about), string(id)}, readReader)
	return re, notFound(err, "person")
}

// Readers returns those who may hear of an occasion, by ID, after the given one, at most limit:
// people with an enabled account; of something private only the members of its incident.
func (v *View) Readers(o news.Occasion, after person.ID, limit int) ([]news.Reader, error) {
	return all(v, `select `+readerColumns+readerFrom+`where p.id > $2 and p.disabled_at is null and p.role <> 'auditor'
		and ($3 = false or exists (select 1 from incident_members m where m.incident_id = $1 and m.person_id = p.id))
		order by p.id limit $4`, []any{string(o.Incident), string(after), o.Private, limit}, readReader)
}
