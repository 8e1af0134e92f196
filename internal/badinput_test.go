package internal_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// badInput is a row of the list of bad inputs that every installation has to answer calmly:
// where its test is, or why there is none. A row may have both, when a part of it is left.
type badInput struct {
	row   int
	what  string
	tests string // "file Test" or a script, several with commas; below this folder.
	why   string
}

const (
	badAPI = "edge/api/badinput_test.go TestBadInputIsRefusedCalmlyAndChangesNothing"
	odd    = "edge/api/badinput_test.go TestOddInputIsKeptAsItWasMeant"
	files  = "edge/api/badinput_test.go TestUploadsAreHarmless"
	script = "cli/testdata/script/"

	door    = "edge/intake/door_test.go "
	alerts  = "desk/signals_test.go "
	runs    = "Guarded runs do not exist yet."
	imports = "There is no import yet, besides the restore of a backup."
)

var badInputs = []badInput{
	{1, "not JSON", badAPI, ""},
	{2, "empty body", badAPI, ""},
	{3, "wrong or missing type", badAPI, ""},
	{4, "cannot be served", badAPI + "," + odd, ""},
	{5, "over the limit", badAPI, ""},
	{6, "nested", badAPI, ""},
	{7, "duplicate key", badAPI, ""},
	{8, "unknown field", badAPI, ""},
	{9, "other case", badAPI, ""},
	{10, "invalid UTF-8", badAPI, ""},
	{11, "control characters", badAPI, ""},
	{12, "lone surrogate", badAPI, ""},
	{13, "bidi override", badAPI + "," + odd, ""},
	{14, "empty title", badAPI, ""},
	{15, "long title", badAPI, ""},
	{16, "numbers", badAPI, ""},
	{17, "null", badAPI, ""},
	{18, "unknown value", badAPI, ""},
	{19, "times", badAPI, ""},
	{20, "order of times", badAPI, ""},
	{21, "malformed ID", badAPI, ""},
	{22, "private to others", badAPI + ",edge/api/matrix_test.go TestWhoMayDoWhat,edge/web/matrix_test.go TestWhoMaySeeAndSendWhat", ""},
	{23, "foreign child", badAPI + ",edge/api/foreign_test.go TestPartsAreFoundUnderTheirOwnIncidentOnly", ""},
	{24, "ID of another type", badAPI, ""},
	{25, "stale version", badAPI, ""},
	{26, "no version", badAPI, ""},
	{27, "move that is not possible", badAPI, ""},
	{28, "same key, other body", badAPI, ""},
	{29, "same key in flight", "edge/api/badinput_test.go TestSameKeyIsDoneOnceAndSaysSoWhileItRuns", ""},
	{30, "key of 1 MB, or not printable", badAPI + ",edge/api/badinput_test.go TestAKeyOfAMegabyteEndsTheConnection", "Above 32 KiB of headers net/http answers 431 before any handler."},
	{31, "method", badAPI, ""},
	{32, "unknown route", badAPI, ""},
	{33, "page size", badAPI, ""},
	{34, "forged cursor", badAPI, ""},
	{35, "sort and filter", badAPI, ""},
	{36, "search", badAPI + "," + odd, ""},
	{37, "SQL", odd, ""},
	{38, "fields that are not the client's", badAPI, ""},
	{39, "no valid token", badAPI + ",edge/auth/auth_test.go TestEveryTokenThatOpensNothingGetsTheSameAnswer", ""},
	{40, "without scope", badAPI + ",edge/api/matrix_test.go TestWhoMayDoWhat", ""},
	{41, "token in the address", badAPI, ""},
	{42, "two Authorization headers", badAPI, ""},
	{43, "too many requests", "edge/api/badinput_test.go TestTooManyRequestsAreSlowedDown", ""},
	{44, "unknown host", badAPI, ""},
	{45, "two lengths", "edge/api/badinput_test.go TestTwoLengthsEndTheConnection", "net/http drops the length, as RFC 9112 allows, so the status is that of the request; nothing can follow on the connection."},
	{46, "compressed body", badAPI + ",edge/doorway/json_test.go TestReadJSONRefusesCompressedBodies", ""},
	{47, "database away", "edge/auth/auth_test.go TestADatabaseThatIsAwayIsNotTakenForAStranger,edge/doorway/guards_test.go TestEveryKindHasItsStatusAndBack", "No test takes the database away under a running server yet; there is no cache to read from."},
	{48, "outcome unknown", "client/client_test.go TestWritesAreRepeatedUnderTheSameKeyOnly", "Synchronous replication is not tested yet."},
	{49, "disk full", "edge/doorway/guards_test.go TestEveryKindHasItsStatusAndBack", "No test fills a disk under a running server yet."},
	{50, "hostile Markdown", badAPI + ",engine/render/markdown_test.go TestCheckMarkdownRefusesHostileShapes,engine/render/markdown_test.go TestAStoredTextOverTheLimitIsShownPlain", ""},
	{51, "links that run", badAPI + "," + odd + ",engine/render/markdown_test.go TestHTML", ""},
	{52, "image from elsewhere", odd + ",engine/render/markdown_test.go TestHTML", ""},
	{53, "names of files", badAPI + "," + files, ""},
	{54, "pictures that are none", files, ""},
	{55, "archives", "app/backup_test.go TestADamagedBackupIsRefusedAndNothingIsChanged", "Only backups are archives, and the operator restores them."},
	{56, "regular expressions", "", "Nobody enters any yet."},
	{57, "webhook signature", door + "TestOnlyTheSourceItselfIsLetIn", ""},
	{58, "webhook time", "edge/intake/sign_test.go TestTheTimeOfASignature", ""},
	{59, "webhook twice", door + "TestWhatAToolTellsIsKeptOnce", ""},
	{60, "webhook path", door + "TestOnlyTheSourceItselfIsLetIn", ""},
	{61, "webhook event", door + "TestBadDeliveriesGetTheirAnswer", ""},
	{62, "webhook body", door + "TestBadDeliveriesGetTheirAnswer", ""},
	{63, "webhook resolve", alerts + "TestAResolveOfAnUnknownAlertIsKeptAndOpensNothing", ""},
	{64, "webhook order", alerts + "TestAnOlderStateTurnsNothingBack", ""},
	{65, "webhook size", door + "TestBadDeliveriesGetTheirAnswer", ""},
	{66, "webhook labels", door + "TestLongLabelsAreCutAndStayApart", ""},
	{67, "webhook cardinality", alerts + "TestAStormIsAFewIncidentsWithExactCounts," + door + "TestOverItsQuotaASourceIsToldToWait", ""},
	{68, "chat button of somebody unknown", "", "There is no chat yet."},
	{69, "chat approval by the requester", "", "There is no chat yet."},
	{70, "webhook form or XML", door + "TestBadDeliveriesGetTheirAnswer", ""},
	{71, "private addresses", "edge/webhook/webhook_test.go TestPrivateAddressesCannotBeSaved,edge/chat/mail/mail_test.go TestPrivateServersCannotBeSaved,outbound/guard_test.go TestIsPublic", ""},
	{72, "addresses that turn private", "outbound/outbound_test.go TestANameThatTurnsPrivateAfterTheCheckIsRefused,outbound/outbound_test.go TestRedirectsAreNotFollowed", ""},
	{73, "replies", "outbound/outbound_test.go TestAnEndlessReplyIsCut,outbound/outbound_test.go TestACertificateForAnotherNameIsRefused,edge/webhook/webhook_test.go TestFailuresHaveNames", ""},
	{74, "file that is none", "app/backup_test.go TestADamagedBackupIsRefusedAndNothingIsChanged", imports},
	{75, "bad row", "app/backup_test.go TestADamagedBackupIsRefusedAndNothingIsChanged", imports},
	{76, "same file twice", "store/backup_test.go TestLoadRefusesADatabaseThatHoldsSomething", imports},
	{77, "dangling IDs", "", imports},
	{78, "CSV", "", imports},
	{79, "settings in an import", "", imports},
	{80, "cells that run", "", "There is no CSV yet."},
	{81, "run parameters", "", runs},
	{82, "run changed after approval", "", runs},
	{83, "run approvals", "", runs},
	{84, "run without approver", "", runs},
	{85, "run output", "", runs},
	{86, "long password", "desk/login_test.go TestALongPasswordIsRefusedBeforeHashing", ""},
	{87, "unknown user", "desk/login_test.go TestARefusedLoginTellsNothing,edge/web/login_test.go TestLogInAndOut", ""},
	{88, "OIDC", "", "There is no login by OIDC yet."},
	{89, "next elsewhere", "edge/web/login_test.go TestALoginLeadsOnlyWithinThisServer,edge/doorway/doorway_test.go TestLocalPath", ""},
	{90, "preset cookie", "edge/auth/auth_test.go TestAPresetCookieIsDropped,edge/web/login_test.go TestACookieThatWasPutThereIsReplaced", ""},
	{91, "WebSocket", "", "There are none, on purpose."},
	{92, "position in a stream", "edge/api/stream_test.go TestAStreamResumesResetsAndEnds,live/live_test.go TestUnknownPositionIsReset", ""},
	{93, "unknown command", script + "local_usage.txtar", ""},
	{94, "server away", script + "bad_server.txtar", ""},
	{95, "token that others can read", script + "token.txtar", ""},
	{96, "reply that commands the terminal", "cli/live_test.go TestAReplyCannotCommandTheTerminal,cli/screen_test.go TestScreenShowsWhatATerminalWouldObey", ""},
	{97, "pipe closed, Ctrl-C", "cli/live_test.go TestAClosedPipeEndsQuietly,cli/live_test.go TestCtrlCDuringAWriteTellsTheKey", ""},
	{98, "settings", script + "local_config.txtar", ""},
	{99, "key of the installation", script + "local_serve.txtar,app/app_test.go TestStartRefusesWhatWouldLoseData", ""},
	{100, "newer database", script + "local_newer.txtar,store/backup_test.go TestADatabaseOfANewerVersionIsRefusedAndLeftAsItIs", ""},
	{101, "data folder", script + "local_serve.txtar", "A network file system cannot be mounted in a test."},
	{102, "two servers on one file", script + "local_serve.txtar,app/app_test.go TestStartRefusesWhatWouldLoseData", ""},
	{103, "address over http, wide proxies", script + "local_serve.txtar", "A proxy range that believes everybody is refused without a way around."},
	{104, "weaker database", "app/durability_test.go TestAWeakerDatabaseIsServedOnlyByAgreement," + script + "doctor.txtar", ""},
}

// TestEveryBadInputHasItsTestOrItsReason checks that no row is silently missing, and that each
// test that is named is there.
func TestEveryBadInputHasItsTestOrItsReason(t *testing.T) {
	t.Parallel()
	if len(badInputs) != 104 {
		t.Errorf("there are %d rows, want 104", len(badInputs))
	}
	texts := map[string]string{}
	for i, b := range badInputs {
		if b.row != i+1 {
			t.Errorf("row %d stands in place %d", b.row, i+1)
		}
		if b.what == "" || b.tests == "" && b.why == "" {
			t.Errorf("row %d has neither a test nor a reason", b.row)
		}
		for named := range strings.SplitSeq(b.tests, ",") {
			if file, test, _ := strings.Cut(named, " "); file != "" && !holds(t, texts, file, test) {
				t.Errorf("row %d (%s): %s has no %s", b.row, b.what, file, test)
			}
		}
		if strings.Contains(b.tests, badAPI) && !regexp.MustCompile(`\(`+strconv.Itoa(b.row)+`, "|\{`+strconv.Itoa(b.row)+`, "|row\{`+strconv.Itoa(b.row)+`, "`).MatchString(texts["edge/api/badinput_test.go"]) {
			t.Errorf("row %d (%s) is not among the bad inputs of the API", b.row, b.what)
		}
	}
}

// holds says whether a file is there and, for Go, has the test.
func holds(t *testing.T, texts map[string]string, file, test string) bool {
	t.Helper()
	path := file
	if strings.HasPrefix(file, "client/") {
		path = "../" + file
	}
	if _, read := texts[file]; !read {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		texts[file] = string(raw)
	}
	return test == "" && texts[file] != "" || strings.Contains(texts[file], "func "+test+"(t *testing.T)")
}
