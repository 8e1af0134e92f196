package commandline_test

import (
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/nameless/commandline"
)

// What a command did is told; whoever typed it, what signs in and every other value are not.
func TestToldWithoutPersonsAndSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"/home/qxz/bin/migrate", "up", "--env", "production"}, "migrate up --env …"},
		{[]string{"flyway", "-url=jdbc:postgresql://db.example.com/shop?password=qxz", "-user=qxz", "-password=qxz", "migrate"}, "flyway -url=… -user=… -password=…"},
		{[]string{"psql", "postgres://qxz:qxz@db.example.com/shop", "-f", "012_orders.sql"}, "psql … -f 012_orders.sql"},
		{[]string{"psql", "-U", "qxz", "-h", "db1", "-c", "update users set phone='qxz 12'"}, "psql -U … -h … -c …"},
		{[]string{"psql", "-c", "alter role x password $$qxz$$"}, "psql -c …"},
		{[]string{"mysql", "-uqxz", "-pqxz", "shop"}, "mysql -u… -p…"},
		{[]string{"mysql", "-e", "alter user app identified by 'qxz'"}, "mysql -e …"},
		{[]string{"env", "PGPASSWORD=qxz", "DB_USER=qxz", "rake", "db:migrate", "VERSION=2026"}, "env … rake db:migrate …"},
		{[]string{"env", "-u", "qxz"}, "env -u …"},
		{[]string{"curl", "-H", "Authorization: Bearer qxz", "-X", "PUT", "https://api.example.com/qxz"}, "curl -H … -X …"},
		{[]string{"ssh", "qxz@db1", "systemctl", "restart"}, "ssh …"},
		{[]string{"su", "qxz"}, "su …"},
		{[]string{"su", "deploy"}, "su …"},
		{[]string{"sudo", "-u", "qxz", "deploy"}, "sudo -u …"},
		{[]string{"sh", "-c", "PGPASSWORD=qxz psql -U qxz -f /home/qxz/fix.sql"}, "sh -c …"},
		{[]string{"psql", "-f", "/home/qxz/fix.sql"}, "psql -f fix.sql"},
		{[]string{"python", "manage.py", "migrate", "qxz"}, "python manage.py migrate …"},
		{[]string{"fix", "data/qxzlogin/qxzlogin-run.sql"}, "fix …-run.sql"},
		{[]string{"helm", "upgrade", "checkout", "--set", "db.pw=qxz"}, "helm upgrade checkout --set …"},
		{[]string{"helm", "--set=db.pw=qxz", "install"}, "helm --set=…"},
		{[]string{"ansible", "-e", "db_pw=qxz", "site.yml"}, "ansible -e … site.yml"},
		{[]string{"ansible-playbook", "site.yml", "--become-user", "qxz.yml"}, "ansible-playbook site.yml --become-user …"},
		{[]string{"redis-cli", "-a", "qxz"}, "redis-cli -a …"},
		{[]string{"redis-cli", "auth", "qxz"}, "redis-cli auth …"},
		{[]string{"redis-cli", "auth", "deploy"}, "redis-cli auth …"},
		{[]string{"kubectl", "create", "secret", "generic", "x", "--from-literal=k=qxz"}, "kubectl create secret … --from-literal=…"},
		{[]string{"kubectl", "rollout", "restart", "deployment/checkout"}, "kubectl rollout restart …"},
		{[]string{"vault", "kv", "put", "secret/x", "value=qxz"}, "vault kv put …"},
		{[]string{"sqlplus", "scott/qxz@db"}, "sqlplus …"},
		{[]string{"sqlplus", "scott/qxz@db.sql"}, "sqlplus …"},
		{[]string{"aws", "configure", "set", "aws_secret_access_key", "qxz"}, "aws configure set …"},
		{[]string{"gh", "secret", "set", "X", "--body", "qxz"}, "gh secret … --body …"},
		{[]string{"htpasswd", "-b", "f", "bob", "qxz"}, "htpasswd -b …"},
		{[]string{"rabbitmqctl", "change_password", "bob", "qxz"}, "rabbitmqctl …"},
		{[]string{"mongosh", "--eval", "db.auth('u','qxz')"}, "mongosh --eval …"},
		{[]string{"terraform", "apply", "-auto-approve", "-var", "pw=qxz"}, "terraform apply -auto-approve -var …"},
		{[]string{"deploy", "-pqxzqxz", "--qxz1", "--", "qxz"}, "deploy -p… --… -- …"},
		{[]string{"deploy", "--token:qxz"}, "deploy --…"},
		{[]string{"deploy", "ghpqxz0123456789abcdef.sh", "qxz"}, "deploy …"},
		{[]string{"notify", "--message", "run by Alice Qxz, ask qxz@canary.example"}, "notify --message …"},
		{[]string{`C:\Users\qxz\migrate.exe`, "up"}, "migrate up"},
		{[]string{"a b qxz"}, "…"},
		{[]string{""}, "…"},
		{[]string{"true", "", "-"}, "true … -"},
		{nil, ""},
	} {
		got := commandline.Told(tt.args, "qxzlogin", "Qxz Banner")
		if regexp.MustCompile(`(?i)qxz|banner`).MatchString(got) {
			t.Errorf("%q is told as %q", tt.args, got)
		}
		if got != tt.want {
			t.Errorf("%q is told as\n%q, want\n%q", tt.args, got, tt.want)
		}
	}
}

// Whatever stands among the arguments and is neither a flag nor a file is not told, wherever it stands.
func TestNoValueIsTold(t *testing.T) {
	t.Parallel()
	for _, program := range strings.Fields("psql redis-cli vault tool su gh aws kubectl") {
		for _, value := range []string{"hunter", "hunter2", "zquillf", "Zdenka Quillf", "a/hunter2@b", "k=hunter2", "hunter2:", "$$hunter2$$"} {
			for _, before := range []string{"", "-a", "set", "auth", "--body", "-x=1", "run.sh"} {
				args := []string{program, before, value, "up", value}
				if got := commandline.Told(args); strings.Contains(got, "hunter") || strings.Contains(strings.ToLower(got), "quillf") {
					t.Errorf("%q is told as %q", args, got)
				}
			}
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
