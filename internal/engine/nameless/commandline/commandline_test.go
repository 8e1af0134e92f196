package commandline_test

import (
	"regexp"
	"testing"

	"candor.dev/candor/internal/engine/nameless/commandline"
)

// What a command did is told; whoever typed it, and what signs in, is not.
func TestToldWithoutPersonsAndSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"/home/qxz/bin/migrate", "up", "--env", "production"}, "migrate up --env production"},
		{[]string{"flyway", "-url=jdbc:postgresql://db.example.com/shop?password=qxz", "-user=qxz", "-password=qxz", "migrate"}, "flyway -url=jdbc:postgresql://db.example.com/shop -user=… -password=… migrate"},
		{[]string{"psql", "postgres://qxz:qxz@db.example.com/shop", "-f", "012_orders.sql"}, "psql postgres://db.example.com/shop -f 012_orders.sql"},
		{[]string{"psql", "postgres://qxz:q/x@z@db.example.com/shop"}, "psql postgres://db.example.com/shop"},
		{[]string{"psql", "-U", "qxz", "-h", "db1", "-c", "update users set phone='qxz 12' where name = 'Qxz Banner' and id in ('qxz', 'qxz')"}, "psql -U … -h db1 -c update users set phone= … where name = … and id in ( …, …)"},
		{[]string{"mysql", "-uqxz", "-pqxz", "shop"}, "mysql -u… -p… shop"},
		{[]string{"mysql", "-e", "alter user app identified by 'qxz'"}, "mysql -e alter user app identified by …"},
		{[]string{"env", "PGPASSWORD=qxz", "DB_USER=qxz", "RAILS_ENV=production", "rake", "db:migrate"}, "env PGPASSWORD=… DB_USER=… RAILS_ENV=production rake db:migrate"},
		{[]string{"curl", "-H", "Authorization: Bearer qxz", "-X", "PUT", "https://api.example.com/flags/checkout?token=qxz"}, "curl -H … -X PUT https://api.example.com/flags/checkout"},
		{[]string{"curl", "--header", "X-Api-Key: qxz", "https://api.example.com/"}, "curl --header X-Api-Key: … https://api.example.com/"},
		{[]string{"ssh", "qxz@db1", "systemctl", "restart", "postgresql"}, "ssh db1 systemctl restart postgresql"},
		{[]string{"sh", "-c", "PGPASSWORD=qxz psql -U qxz -f /home/qxz/fix.sql"}, "sh -c PGPASSWORD=… psql -U … -f /home/…/fix.sql"},
		{[]string{"git", "checkout", "0123456789abcdef0123456789abcdef01234567"}, "git checkout 0123456"},
		{[]string{"helm", "upgrade", "checkout", "chart-4.2.0.tgz", "--set", "image.tag=4.2.0"}, "helm upgrade checkout chart-4.2.0.tgz --set image.tag=4.2.0"},
		{[]string{"deploy", "--key", "ghp_qxz0123456789abcdef", "glpat-qxz0123456789"}, "deploy --key … …"},
		{[]string{"deploy", "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA=="}, "deploy …=="},
		{[]string{"notify", "--message", "run by Alice Qxz, ask qxz@canary.example"}, ""},
		{[]string{"fix", "data/qxzlogin/run.sql"}, "fix data/…/run.sql"},
		{[]string{"goose", "-dir", "migrations", "postgres", "user=qxz password=qxz dbname=shop sslmode=disable", "up"}, "goose -dir migrations postgres user=… password=… dbname=shop sslmode=disable up"},
		{[]string{"rails", "db:migrate", "VERSION=20260302140000"}, "rails db:migrate VERSION=20260302140000"},
		{nil, ""},
	} {
		got := commandline.Told(tt.args, "qxzlogin", "Qxz Banner")
		if regexp.MustCompile(`(?i)qxz|banner`).MatchString(got) {
			t.Errorf("%q is told as %q", tt.args, got)
		}
		if tt.want != "" && got != tt.want {
			t.Errorf("%q is told as\n%q, want\n%q", tt.args, got, tt.want)
		}
	}
}

func FuzzTold(f *testing.F) {
	f.Add("psql", "postgres://a:b@c/d", "-p")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if got := commandline.Told([]string{"run", a, b, "--password", "qxzqxzqxz", c}); regexp.MustCompile(`qxzqxzqxz`).MatchString(got) && !regexp.MustCompile(`qxz`).MatchString(a+b+c) {
			t.Errorf("told as %q", got)
		}
	})
}
