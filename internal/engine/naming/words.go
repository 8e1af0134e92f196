package naming

import (
	_ "embed"
	"strings"
	"sync"
)

// set makes a list of words a set at its first use: most processes never ask.
func set(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(words) {
			m[w] = true
		}
		return m
	})
}

// everydayText holds ordinary words of English that somebody may be called by, as a persona or a
// team is: "Incident lead", "Will Table".
//
//go:embed everyday.txt
var everydayText string

var everyday = set(everydayText)

// The words that are names and something else as well. The lists are read, never changed.
var (
	ordinary = set(`will mark may grant rose hope faith art bill rob drew chase dawn frank grace jack joy june april august max miles
		pat penny ray rich sue summer amber ace angel bob buck carol chip christian cliff clay dale dean dick don earl eve
		ginger glen guy harry heath holly hunter iris ivy jade jean josh king lance lane lily mason nick norm olive page pages
		parker pearl peg pierce piper reed rex robin rod rusty sandy skip stone sunny tanner tom tony trip van victor violet
		wade ward warren west wolf woody young an so do my ho long song day best white black green brown gray grey wood field
		price case root post code bush fox cook baker carpenter cooper fisher miller porter potter shepherd smith taylor turner
		walker weaver love moody noble sharp short small strong wise wild banks bell berry bird brook brooks church cross forest
		frost gates hall hill house lake land marsh mill moon park pool rivers rock shore snow star street waters way north
		south east winter winters castle holland england london paris austin jordan chelsea brooklyn virginia georgia carolina
		dakota israel india china kenya sydney milan florence vienna lee low major minor moss nash new power powers read rice
		roman rush sage sand shell silver singer spring sterling storm tell temple trace turn wall wells wright yes no on in at
		to by or if is be he me we us go al ed jo bo li lu mo ty jay gene gale gay happy hardy penn pike rain ridge river
		robot sky slate jan les mac mat min max nat net ram sal ted val kit cat dot app api log git sql web dev kip roy rue sid ken hal speed stack swan tate tell test trust tucker valentine vale watt webb wing job jobs hand head key keys
		line link list little love main man mann march mode net noon note open order peak plan play point pope queen ranger`)
	products = set(`jenkins kafka travis cassandra ruby julia pascal maven jasper crystal swift dart elm consul elastic dash flask
		django redis puppet chef gradle circle sentry grafana java ada haskell scala elixir phoenix apollo hudson atlas luna
		nova vega orion athena hermes zeus argo helm istio envoy vault nomad ansible salt splunk datadog linus docker fleet
		mercury neptune aurora oracle delta sigma alpha omega gamma pilot harbor rancher flux jira opal perl`)
	roleWords = set(`responder responders viewer administrator admin auditor candor commander scribe liaison operations
		communications support team ops oncall call duty engineer engineering platform data service services system root
		user users customer customers guest demo test tester bot owner lead manager facilitator reporter member members
		production staging database server security network help desk info sales billing payments checkout someone somebody
		anybody nobody everyone person people colleague developer operator`)
	months   = set(`april may june august`)
	statuses = set(`stable resolved diagnosed closed cleared confirmed likely as active done read unread met ruled published`)
	articles = set(`the a an our their his her its this that these those my your each every another any`)
	past     = set(`was were is has had did does said says ran saw took made found wrote got went gave told knew thought began
		brought built bought came did felt held kept left led lost met paid put read sent set shut spoke stood understood
		who whom also then later first soon quickly already and's thinks suggests runs sees takes asks calls joins notices
		finds writes tells reports offers starts stops sends fixes reverts rolls restores deploys remembers knows`)
)

func isCommon(w string) bool   { return ordinary()[w] || products()[w] || roleWords()[w] || isNumber(w) }
func isEveryday(w string) bool { return everyday()[w] && !isCommon(w) }
func isProduct(w string) bool  { return products()[w] }
func isRoleWord(w string) bool { return roleWords()[w] }
func isMonth(w string) bool    { return months()[w] }
func isStatus(w string) bool   { return statuses()[w] }
func isArticle(w string) bool  { return articles()[w] }

var speech = set(`said says saw told knew knows thought thinks suggests suggested asked asks called calls joined joins noticed
	notices wrote writes spoke remembers remembered decided believed`)

// speaks says whether a word tells what only a person does.
func speaks(w string) bool { return speech()[w] }

// acts says whether a word tells what somebody did: the word before it is then a person.
func acts(w string) bool { return past()[w] || len(w) > 4 && strings.HasSuffix(w, "ed") }

// Ordinary says whether a word, in small letters, is something else beside a name: a word of
// English, a product, a role. Alone it does not show that a person is meant.
func Ordinary(w string) bool { return everyday()[w] || isCommon(w) }
