package cli

import (
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"candor.dev/candor/internal/app"
)

// setting is one thing that an operator can choose for the server: by a flag, by the
// environment, by a file, or not at all.
type setting struct {
	key  string // In the file; the flag has hyphens, the environment CANDOR_ and capitals.
	say  string
	file bool // A secret, which may lie in a file that the environment names.
	list bool
	take func(c *app.Config, value string) error
	show func(c app.Config) string
}

func (s setting) flag() string { return strings.ReplaceAll(s.key, "_", "-") }
func (s setting) env() string  { return "CANDOR_" + strings.ToUpper(s.key) }

// settings are all of them, in the order in which they are shown.
var settings = []setting{
	words("addr", "where to listen", func(c *app.Config) *string { return &c.Addr }),
	words("data", "folder of the database file, the key and the lock", func(c *app.Config) *string { return &c.Data }),
	database(),
	words("key_file", "file of the installation's key", func(c *app.Config) *string { return &c.KeyFile }),
	words("public_url", "where people reach the server, such as https://candor.example.com", func(c *app.Config) *string { return &c.PublicURL }),
	list("hosts", "further host names that the server answers to", func(c *app.Config) *[]string { return &c.Hosts }),
	list("proxies", "peers whose forwarded headers are believed, such as 10.0.0.5/32", func(c *app.Config) *[]string { return &c.Proxies }),
	list("allow_private", "private networks or hosts that mail and webhooks may reach", func(c *app.Config) *[]string { return &c.AllowPrivate }),
	yesNo("open_metrics", "serve /metrics to whoever reaches the port", func(c *app.Config) *bool { return &c.OpenMetrics }),
	yesNo("weak_sync", "accept a database that may lose acknowledged writes at a power cut", func(c *app.Config) *bool { return &c.WeakSync }),
	logLevel(),
	span("job_poll", "how often the job queue is looked at", func(c *app.Config) *time.Duration { return &c.JobPoll }),
	yesNo("plain_http", "accept a public address with http, where passwords and cookies travel unencrypted", func(c *app.Config) *bool { return &c.PlainHTTP }),
	yesNo("dev", "show the gallery of components at /_gallery", func(c *app.Config) *bool { return &c.Dev }),
}

func words(key, say string, field func(*app.Config) *string) setting {
	return setting{
		key: key, say: say,
		take: func(c *app.Config, v string) error { *field(c) = v; return nil },
		show: func(c app.Config) string { return *field(&c) },
	}
}

// database may hold a password.
func database() setting {
	s := words("db", "database: sqlite:PATH or postgres://...", func(c *app.Config) *string { return &c.DB })
	s.file = true
	s.show = func(c app.Config) string { return masked(c.DB) }
	return s
}

func list(key, say string, field func(*app.Config) *[]string) setting {
	return setting{
		key: key, say: say, list: true,
		take: func(c *app.Config, v string) error {
			*field(c) = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
			return nil
		},
		show: func(c app.Config) string { return strings.Join(*field(&c), ",") },
	}
}

func yesNo(key, say string, field func(*app.Config) *bool) setting {
	return setting{
		key: key, say: say,
		take: func(c *app.Config, v string) (err error) {
			if *field(c), err = strconv.ParseBool(v); err != nil {
				return usage("%s is true or false, not %q.", key, v)
			}
			return nil
		},
		show: func(c app.Config) string { return strconv.FormatBool(*field(&c)) },
	}
}

func logLevel() setting {
	return setting{
		key: "log", say: "how much is logged: debug (every request), info, warn or error",
		take: func(c *app.Config, v string) error {
			if err := c.LogLevel.UnmarshalText([]byte(v)); err != nil {
				return usage("log is debug, info, warn or error, not %q.", v)
			}
			return nil
		},
		show: func(c app.Config) string { return strings.ToLower(c.LogLevel.String()) },
	}
}

func span(key, say string, field func(*app.Config) *time.Duration) setting {
	return setting{
		key: key, say: say,
		take: func(c *app.Config, v string) error {
			d, err := parseSpan(v)
			if err != nil {
				return usage("%s: %s", key, err.Error())
			}
			*field(c) = d
			return nil
		},
		show: func(c app.Config) string { return spanText(*field(&c)) },
	}
}

func spanText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// parseSpan reads a duration, which needs its unit.
func parseSpan(v string) (time.Duration, error) {
	if _, err := strconv.ParseFloat(v, 64); err == nil {
		return 0, usage("A duration needs a unit: %ss or %sm, not %s.", v, v, v)
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		return 0, usage("%q is not a duration; write it like 30s, 5m or 2h.", v)
	}
	return d, nil
}

// masked hides the password of a database address.
func masked(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(not readable)"
	}
	if u.Scheme == "sqlite" {
		return raw
	}
	q := u.Query()
	if q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}

// chosen is the effective configuration and where each value came from.
type chosen struct {
	app.Config
	from map[string]string
}

// serverFlags adds a flag for each setting, and one for the file.
func serverFlags(cmd *cobra.Command, keys ...string) {
	for _, s := range settings {
		if len(keys) > 0 && !slices.Contains(keys, s.key) {
			continue
		}
		f := cmd.Flags().VarPF(new(textValue), s.flag(), "", s.say+" ("+s.env()+")")
		if s.show(app.Config{}) == "false" {
			f.NoOptDefVal = "true"
		}
	}
	cmd.Flags().String("config", "", "YAML file with settings (CANDOR_CONFIG)")
}

// textValue is a flag whose text is read later, with the others.
type textValue string

func (v *textValue) String() string     { return string(*v) }
func (v *textValue) Set(s string) error { *v = textValue(s); return nil }
func (v *textValue) Type() string       { return "text" }

var _ pflag.Value = (*textValue)(nil)

// configuration joins flags, environment, file and defaults, the first that says something
// winning. What is wrong is told with the place where it was said.
func (sh *shell) configuration(cmd *cobra.Command) (chosen, error) {
	c := chosen{from: map[string]string{}}
	name, source := sh.getenv("CANDOR_CONFIG"), "CANDOR_CONFIG"
	if f := cmd.Flags().Lookup("config"); f != nil && f.Changed {
		name, source = f.Value.String(), "--config"
	}
	if name != "" {
		entries, err := readConfigFile(name)
		if err != nil {
			return c, err
		}
		for _, e := range entries {
			if err := c.take(e.setting, e.value, e.place, exitLocal); err != nil {
				return c, err
			}
		}
		c.from["config"] = source
	}
	for _, s := range settings {
		if err := sh.takeEnvironment(&c, s); err != nil {
			return c, err
		}
		if f := cmd.Flags().Lookup(s.flag()); f != nil && f.Changed {
			if err := c.take(s, f.Value.String(), "--"+s.flag(), exitUsage); err != nil {
				return c, err
			}
		}
	}
	full, err := c.WithDefaults()
	if err != nil {
		return c, onFile{err}
	}
	c.Config = full
	return c, nil
}

func (sh *shell) takeEnvironment(c *chosen, s setting) error {
	if v := sh.getenv(s.env()); v != "" {
		return c.take(s, v, s.env(), exitLocal)
	}
	if path := sh.getenv(s.env() + "_FILE"); s.file && path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return local("%s_FILE names a file that cannot be read.", s.env()).because(err)
		}
		return c.take(s, strings.TrimSpace(string(raw)), s.env()+"_FILE", exitLocal)
	}
	return nil
}

func (c *chosen) take(s setting, value, place string, code int) error {
	if err := s.take(&c.Config, value); err != nil {
		return &fault{code: code, say: place + ": " + err.Error()}
	}
	c.from[s.key] = place
	return nil
}
