package nameless

import "strings"

// What stands behind an @ and is nobody: annotations, decorators, tags of documentation, rules of
// style sheets, tags of packages, groups.
var noHandles = set(`pytest mock override deprecated suppresswarnings functionalinterface safevarargs autowired bean component service
	repository controller restcontroller entity table column id test before after beforeeach aftereach beforeall afterall
	inject transactional nullable nonnull notnull valid value configuration scheduled async cacheable module injectable
	input output data builder slf4j getter setter jsonproperty requestmapping getmapping postmapping qualifier primary
	param params return returns since see throws exception link todo version author category package internal api public
	private protected readonly type typedef template property prop class function method example default enum event
	callback namespace memberof borrows extends implements abstract final static inheritdoc staticmethod classmethod
	dataclass cached wraps contextmanager abstractmethod media import keyframes font-face include mixin supports charset
	layer tailwind apply use forward container ts-ignore ts-expect-error ts-nocheck jest vitest latest next canary beta
	alpha rc stable main master head here channel everyone all team group objc interface implementation selector
	published state stateobject binding environment escaping available discardableresult mainactor viewbuilder sendable
	observable model testable unchecked preconcurrency inlinable click submit change update sha256 sha512 generated
	retention target documented repeatable named provides singleton parameterizedtest disabled tag order profile
	conditional enablescheduling query modifying param pathvariable requestbody requestparam`)

// isNoHandle says whether what follows an @ is no person: the scope of a package (@octokit/webhooks),
// a group (@acme/payments), an annotation, a decorator with its arguments, a digest, a variable.
func isNoHandle(name, after string) bool {
	low := strings.ToLower(name)
	head, _, _ := strings.Cut(low, ".")
	switch {
	case strings.HasPrefix(low, "_") || isDomain(low) || noHandles[low] || noHandles[head] || low == someone:
		return true
	case strings.HasPrefix(after, "/") && len(after) > 1 && isWordRune(rune(after[1])):
		return true
	case strings.HasPrefix(after, "(") || strings.HasPrefix(after, " = ") || strings.HasPrefix(after, " ||= ") || strings.HasPrefix(after, "\\"):
		return true
	case strings.HasPrefix(low, "sha256") || strings.HasPrefix(low, "sha512") || strings.HasPrefix(after, "@"):
		return true
	}
	return false
}

// What stands where a home directory does and is nobody.
var noHomes = set(`runner runneradmin ubuntu vsts node app circleci git linuxbrew debian centos fedora alpine root admin build
	builder jenkins gitlab-runner gitlab ec2-user azureuser vagrant docker jovyan coder vscode codespace postgres mysql
	www www-data nginx user users nonroot appuser travis appveyor public shared default settings page index dashboard
	deploy airflow spark hadoop opc container sandbox nobody … ${user} $user {user} * %s`)

func isNoHome(name string) bool {
	low := strings.ToLower(name)
	return noHomes[low] || strings.HasPrefix(low, "$") || strings.HasPrefix(low, "{") || strings.HasPrefix(low, "…")
}

// isDomain says whether what follows an @ is the end of addresses in general: "@example.com accounts".
func isDomain(s string) bool {
	i := strings.LastIndexByte(s, '.')
	switch s[i+1:] {
	case "com", "org", "net", "io", "dev", "gov", "edu", "cloud":
		return i > 0
	}
	return false
}
