package nameless_test

import (
	"encoding/json"
	"strings"
	"testing"

	"candor.dev/candor/internal/engine/nameless"
)

// A member that holds a person goes whatever a tool calls it, and the person with it from all texts.
func TestMembersOfPersonsByTheirWords(t *testing.T) {
	t.Parallel()
	for _, key := range strings.Fields(`commit_author gitAuthor GITLAB_USER_LOGIN GITLAB_USER_NAME github_actor BUILD_USER CIRCLE_USERNAME
		DRONE_COMMIT_AUTHOR git_committer_name changed_by_user merged_by_login approvedByUser owned_by userPrincipalName samAccountName
		engineer developer onDutyEngineer release-reviewer rolled_back_by createdByEmail ownerLogin who approver1 change.initiator`) {
		raw, _ := json.Marshal(map[string]string{key: "zquillf", "zz": "zquillf was here"})
		if got, _, err := nameless.JSON(raw); err != nil || string(got) != `{"zz":"someone was here"}` {
			t.Errorf("%s is %s (%v)", raw, got, err)
		}
		raw, _ = json.Marshal([]any{map[string]string{"name": key, "value": "zquillf"}, []string{key, "zquillf"}, key + "=zquillf"})
		if got, _, _ := nameless.JSON(raw); key != "who" && strings.Contains(string(got), "zquillf") {
			t.Errorf("%s is %s", raw, got)
		}
	}
	for _, in := range []string{`{"contact":"zquillf"}`, `{"contact":{"login":"zquillf"}}`, `{"owner":"zquillf"}`, `{"owner":{"login":"zquillf"}}`, `{"who":{"login":"zquillf"}}`} {
		if got, _, _ := nameless.JSON([]byte(in)); string(got) != "{}" {
			t.Errorf("%s is %s", in, got)
		}
	}
}

// Technical members stay, and what runs by itself does.
func TestMembersThatAreNobodyStay(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"user_agent":"curl/8","affected_users":1200,"active_users":"1200","user_table":"ok","user_count":"3","assignees_url":"x","developer_mode":"on"}`,
		`{"triggered_by":"schedule","created_by":"terraform","updatedBy":"renovate[bot]","managed_by":"Helm","deployed_by":"argocd-image-updater","restarted_by":"cron"}`,
		`{"sort_by":"zeit","groupBy":"pod","blocked_by":"lock","caused_by":"oom","inhibitedBy":["a1b2"],"db_user":"orders_rw","last_login":"zz","standby":"zz","lobby":"zz"}`,
		`{"owner":"payments-team","contact":"#payments","owner2":"x","manager":"kubectl","lead":"sre","actor_system":"akka","authored":"x","runAsUser":1000}`,
	} {
		if got, _, err := nameless.JSON([]byte(in)); err != nil || string(got) != in {
			t.Errorf("%s\n is %s (%v)", in, got, err)
		}
	}
}
