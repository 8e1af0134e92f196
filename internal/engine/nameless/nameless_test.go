package nameless_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/nameless"
)

// What names a person goes, whoever sent the text.
func TestTextLosesPersons(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"fix the cache\n\nSigned-off-by: Jane Doe <jane@example.com>\nCo-authored-by: Sam Poe <sam@example.com>\n": "fix the cache",
		"fix\n\nreviewed-BY : jdoe\nChange-Id: I123":                                                               "fix\n\nChange-Id: I123",
		"fix x Signed-off-by: Jane Doe <j@example.com> Change-Id: I123":                                            "fix x Change-Id: I123",
		"fix x. Approved-by: jdoe":                                                                                 "fix x. Approved-by: someone",
		"Cc: Jane Doe <jane@example.com>\nStable":                                                                  "Stable",
		"Deployed by Jane Doe":                                                                                     "Deployed by someone",
		"rolled back by Jane at noon":                                                                              "rolled back by someone at noon",
		"deploy by jane.doe":                                                                                       "deploy by someone",
		"fix authored by xkzq":                                                                                     "fix authored by someone",
		"ask jane.doe@example.com about it":                                                                        "ask someone about it",
		"thanks @jdoe, and @jane-doe!":                                                                             "thanks someone, and someone!",
		"(@jdoe)":                                                                                                  "(someone)",
		"Merge pull request #12 from jdoe/fix-cache":                                                               "Merge pull request #12 from …/fix-cache",
		"reads /home/jdoe/key.pem":                                                                                 "reads /home/…/key.pem",
		"reads /Users/jdoe/key.pem":                                                                                "reads /Users/…/key.pem",
		`reads C:\Users\jdoe\key.pem`:                                                                              `reads C:\Users\…\key.pem`,
		"https://jdoe:tok3n@ci.example.com/x":                                                                      "https://…@ci.example.com/x",
		"mailto:jane@example.com":                                                                                  "mailto:…",
		"https://x.example/u?mail=jane%40example.com&x=1":                                                          "https://x.example/u?mail=…&x=1",
		"see https://secure.gravatar.com/avatar/0123?s=80 here":                                                    "see … here",
		"arn:aws:iam::123456789012:user/jdoe did it":                                                               "arn:aws:iam::123456789012:user/… did it",
		"arn:aws:sts::123456789012:assumed-role/Deploy/jdoe":                                                       "arn:aws:sts::123456789012:assumed-role/Deploy/…",
		"<@U024BE7LH> deployed":                                                                                    "someone deployed",
		"refs/heads/users/jdoe/fix":                                                                                "refs/heads/users/…/fix",
		"Merge branch 'users/jdoe/fix' into main":                                                                  "Merge branch 'users/…/fix' into main",
		"author: jdoe":                                                                                             "",
		"deploy, author=jdoe":                                                                                      "deploy, author=someone",
		"Co-authored-by: Jané Döe\n <jane@example.com>\nFixes: ABC-12":                                             "Fixes: ABC-12",
	} {
		got := nameless.Text(in)
		if got != want {
			t.Errorf("%q\n is %q\nwant %q", in, got, want)
		}
		if again := nameless.Text(got); again != got {
			t.Errorf("%q changes again: %q", got, again)
		}
	}
}

// What is technical stays as it is.
func TestTextKeepsFacts(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"by default", "by 10 %", "by Kubernetes", "by the scheduler", "scaled by Horizontal Pod Autoscaler",
		"user table", "email-service", "the author field", "sort-by: name", "app.kubernetes.io/managed-by: Helm", "group-by: pod",
		"bump @octokit/webhooks from 12.0.1 to 13.1.0", "bump @types/node", "use @Override and @Deprecated", "@media (min-width: 10px)",
		"image nginx@sha256:0123456789abcdef0123456789abcdef", "registry.example.com/acme/checkout@sha256:aa", "git@github.com:acme/checkout.git",
		"react@18.2.0", "checkout@4.2.0", "@app.route('/x')", "@pytest.mark.slow", "@cached_property(ttl)",
		"postgresql@14-main.service failed", "deploy@acme-prod.iam.gserviceaccount.com",
		"src/users/models/user.py", "/home/runner/work/checkout", "/api/users/list", "POST /users/{id}/orders", "https://example.com/home/dashboard",
		"refs/heads/feature/cache", "Merge branch 'release/4.2' into main", "Merge pull request #12 from …/branch",
		"checkout 4.2.0 deployed to production", "from Elasticsearch 7 to OpenSearch 2", "CC: gcc -O2", "cc -O2 main.c",
		"by nginx.conf", "by google.com", "by Victoria.", "pull 10 % from canary", "authored by hand", "@team/payments", "@here look",
		"rate from 10/s to 20/s", "Order by Amount Due", "CN=example.com", "~> 1.2", "ref ~/.kube/config",
		"user=postgres dbname=orders", "change owner: payments-team", "by 5 pods", "for reviewers: please look", "profile::docker::reporter: add it", "a::author: x", "\ttab and\nline",
	} {
		want := s
		if s == "CC: gcc -O2" { // A line that begins so names people in every commit.
			want = ""
		}
		if got := nameless.Text(s); got != want {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// Who was met in a message is cleaned from all of it.
func TestPersonsAreCleanedEverywhere(t *testing.T) {
	t.Parallel()
	p := &nameless.Persons{}
	p.Add("Jörg Müller", "jmuel", "octo-cat", "joerg.mueller@example.com", "Will Table", "rose", "山田太郎", "42+xyzzy@users.noreply.github.com", "O'Brien")
	for in, want := range map[string]string{
		"feature/jmuel-cache":                   "feature/…-cache",
		"jmuel/fix-cache":                       "…/fix-cache",
		"https://git.example/jmuel/api/tree":    "https://git.example/…/api/tree",
		"JMUEL pushed":                          "someone pushed",
		"Müller asked, Jörg  did":               "someone asked, someone  did",
		"Jörg Müller deployed":                  "someone deployed",
		"jorg.muller deployed":                  "someone deployed",
		"joerg.mueller deployed":                "someone deployed",
		"J%C3%B6rg":                             "J%C3%B6rg", // Percent escapes of other letters are not read here.
		"octo-cat, octo_cat and OctoCat":        "someone, someone and someone",
		"octo":                                  "octo",
		"the cat":                               "the cat",
		"will the table be locked? Will Table.": "will the table be locked? someone.",
		"rose to 90 %":                          "rose to 90 %",
		"rose/fix":                              "…/fix",
		"@rose":                                 "someone",
		"(rose)":                                "(someone)",
		"山田太郎が修正":                               "…が修正",
		"xyzzy":                                 "someone",
		"o'brien's fix":                         "someone's fix",
		"jmueller2 stays, jmuelx stays":         "jmueller2 stays, jmuelx stays",
	} {
		if got := p.Text(in); got != want {
			t.Errorf("%q\n is %q\nwant %q", in, got, want)
		}
	}
	if got := p.Branch("users/someoneelse/fix"); got != "users/…/fix" {
		t.Errorf("the branch is %q", got)
	}
}

// What runs by itself is nobody, and teaches nothing.
func TestMachinesAreNobody(t *testing.T) {
	t.Parallel()
	p := &nameless.Persons{}
	p.Add("github-actions[bot]", "dependabot[bot]", "root", "Administrator", "system:serviceaccount:argocd:argocd-server", "production", "jenkins", "", "x")
	for _, s := range []string{"github actions", "dependabot bumps", "production", "root cause", "jenkins job", "argocd-server", "x"} {
		if got := p.Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestJSONLosesPersons(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a":1.50,"b":[true,null,1e400],"c":"x\u00e9y"}`:                                                                            `{"a":1.50,"b":[true,null,1e400],"c":"x\u00e9y"}`,
		`{"z": 1, "author": "zoolander", "title": "zoolander fixed it"}`:                                                             `{"z":1,"title":"someone fixed it"}`,
		`{"sender":{"login":"zoolander","type":"User","id":1},"ref":"refs/heads/zoolander/x"}`:                                       `{"ref":"refs/heads/…/x"}`,
		`{"repository":{"full_name":"zoolander/api","owner":{"login":"zoolander","type":"User"}}}`:                                   `{"repository":{"full_name":"…/api"}}`,
		`{"repository":{"full_name":"acme/api","owner":{"login":"acme","type":"Organization","avatar_url":"https://x/a.png"}}}`:      `{"repository":{"full_name":"acme/api","owner":{"login":"acme","type":"Organization"}}}`,
		`{"user_name":"Derek Zoolander","user_id":7,"project":{"name":"api"},"msg":"Zoolander, derek"}`:                              `{"project":{"name":"api"},"msg":"someone"}`,
		`{"tags":["service:api","author:zoolander"],"t":"by zoolander"}`:                                                             `{"tags":["service:api"],"t":"by someone"}`,
		`{"labels":[{"key":"author","value":"zoolander"},{"key":"env","value":"prod"}],"t":"zoolander"}`:                             `{"labels":[{"key":"author"},{"key":"env","value":"prod"}],"t":"someone"}`,
		`{"tags":[["level","error"],["user","zoolander"]],"t":"zoolander"}`:                                                          `{"tags":[["level","error"]],"t":"someone"}`,
		`{"payload":"{\"actor\":\"zoolander\",\"n\":1}","t":"zoolander"}`:                                                            `{"payload":"{\"n\":1}","t":"someone"}`,
		`{"member":{"_id":"569f183514f4432160000007","firstName":"Ariel","lastName":"Zoolander"},"l":"/m/569f183514f4432160000007"}`: `{"l":"/m/…"}`,
		`{"request":{"url":"/cart","headers":[["Cookie","a"]],"data":{"name":"Visitor"}},"t":"Visitor"}`:                             `{"t":"Visitor"}`,
		`{"routing_key":"R0123456789","payload":{"summary":"x"}}`:                                                                    `{"payload":{"summary":"x"}}`,
		`{"metadata":{"managedFields":[{"manager":"kubectl"}],"name":"api"},"message":"kubectl applied"}`:                            `{"metadata":{"name":"api"},"message":"kubectl applied"}`,
		`{"owner":"Jane Zoolander","a":"zoolander"}`:                                                                                 `{"a":"someone"}`,
		`{"owner":"payments-team"}`:                   `{"owner":"payments-team"}`,
		`{"zoolander@example.com":1,"t":"zoolander"}`: `{"someone":1,"t":"zoolander"}`,
		`{"user":{"name":"x y","avatar_url":"https://a.example/zoo.png"},"body":"![a](https://a.example/zoo.png)"}`:                     `{"body":"![a](…)"}`,
		`{"actor":{"type":"application","name":"Sentry App","id":"sentry"},"t":"Sentry App"}`:                                           `{"t":"Sentry App"}`,
		`{"pull_request":{"merged_by":{"login":"zoolander","type":"User"},"head":{"label":"zoolander:fix","user":{"login":"hansel"}}}}`: `{"pull_request":{"head":{"label":"…:fix"}}}`,
	} {
		got, _, err := nameless.JSON([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%s\n is %s (%v)\nwant %s", in, got, err, want)
		}
	}
}

func TestHostileJSONIsRefused(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"empty": "", "not JSON": "a=b", "XML": "<a/>", "cut": `{"a":`, "two": `{} {}`, "rest": `{}x`,
		"deep": strings.Repeat("[", 100_000), "deep objects": strings.Repeat(`{"a":`, 1000),
	} {
		if got, _, err := nameless.JSON([]byte(in)); err == nil {
			t.Errorf("%s: %s", name, got)
		} else if strings.Contains(err.Error(), "a=b") {
			t.Errorf("%s: the error quotes: %v", name, err)
		}
	}
}
