package nameless

import "strings"

// The members of JSON that hold a person, by their names in small letters without _, - and dots.
// Those of any vendor that tells of alerts or changes stand here: one list cannot forget a vendor.
var (
	// persons hold one whatever their value.
	persons = set(`author authors authorname authoremail authorlogin authorusername authorid authordate authorassociation
		committer committers committername committeremail coauthor coauthors pusher pushername pushedby sender senderid
		actor actors actorid actorname actoremail triggeringactor user userid userlogin username useremail userusername useravatar userurl
		usernames userfullname useridentity impersonateduser sessionissuer requestinguser changeuser
		creator creatorid creatorname creatoremail createdby createdbyid createdbyuser createdbyuserid updatedby updatedbyid updatedbyuser
		lasteditedby lasteditedbyid lastupdatedby lastmodifiedby modifiedby changedby changeauthor
		assignee assignees assigneeid assigneeids assignedto assignedby reviewer reviewers reviewerids reviewedby requestedreviewer requestedreviewers
		approver approvers approvedby mergedby mergeuser mergeuserid closedby openedby deletedby archivedby resolvedby acknowledgedby
		initiatedby initiator runcreatedby runupdatedby startedby stoppedby triggeredby deployedby deployer releasedby
		publishedby publisher requestedby requester requestor submittedby submitter executedby executor performedby performer
		invokedby invoker operator reporter reportedby committedby signedoffby respondedby responder responders
		managedfields avatarurl avatar avatars gravatar gravatarid gravatarurl email emails emailaddress mail mailaddress
		owneremail maintainer maintainers maintainerid person people participants displayname realname firstname lastname givenname
		familyname surname middlename nickname fullusername accountname accountemail loginname phone phonenumber mobile ipaddress
		jobtitle oncall oncallusers samaccountname upn engineers developers initiators escalatedto contactemail replyto principalid mentionedusers mentioneduser`)
	// perhaps hold one only where the value shows it.
	perhaps = set(`owner owners member members agent manager lead contact contacts client principal subject from to by who
		account assigned watchers subscribers fullname login impersonator invitee identity`)
	// secrets are what some tools put into their messages to show who they are.
	secrets = set(`routingkey servicekey integrationkey apikey accesstoken refreshtoken clientsecret secret password passwd
		authorization cookie cookies setcookie privatekey token`)
	// machinery holds persons among other things that nobody needs: dropped, but not learnt from.
	machinery = set(`managedfields authorassociation authordate`)
	// called are the members of a person that say what they are called.
	called = set(`name login username email emails mail emailaddress displayname realname fullname firstname lastname givenname
		familyname surname nickname handle slug user author value avatar avatarurl gravatarurl userlogin useremail
		principalid arn id uid nodeid preferredusername summary pushername`)
	branches = set(`ref branch headbranch headref baseref sourcebranch targetbranch branchname defaultbranch targetcommitish
		masterbranch`)
)

// plain is the name of a member in small letters without what joins its words.
func plain(key string) string {
	ok := true
	for i := 0; i < len(key) && ok; i++ {
		c := key[i]
		ok = 'a' <= c && c <= 'z'
	}
	if ok {
		return key
	}
	var b strings.Builder
	for _, r := range key {
		switch {
		case r == '_' || r == '-' || r == '.' || r == ' ' || r == '@':
		case 'A' <= r && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// drops says whether a member goes: it holds a person, or a secret.
func (n *node) drops(i int) bool {
	key, kid := n.bare[i], n.kids[i]
	switch {
	case n.who[i]:
		return kid.mayBePerson(key)
	case perhaps[key]:
		return kid.isPerson() || logins[key] && kid.isLogin()
	case secrets[key]:
		return kid.kind == '"'
	case kid.kind == '{':
		return kid.isUser()
	}
	return false
}

// unheard says whether a member goes without being learnt from: machinery, a secret, and the request
// of somebody who used a system, with all that they typed into it.
func unheard(key string, n *node) bool {
	return machinery[key] || secrets[key] && n.kind == '"' || key == "request" && n.kind == '{' && n.has("headers", "cookies", "querystring")
}

// isUser says whether an object calls itself a person.
func (n *node) isUser() bool {
	if n.kind != '{' {
		return false
	}
	switch strings.ToLower(n.text("type")) {
	case "user", "bot", "mannequin", "user_reference", "userreference":
		return n.has("login", "username", "email", "name", "summary", "id")
	case "organization", "organisation", "team", "enterprise":
		return false
	}
	return n.has("email", "firstname", "lastname", "gravatarid", "displayname") && !n.has("url", "giturl", "sshurl", "commits")
}

// isPerson says whether a value that may be a person is one.
func (n *node) isPerson() bool {
	switch n.kind {
	case '{':
		if t := strings.ToLower(n.text("type")); t == "organization" || t == "team" || t == "enterprise" {
			return false
		}
		return n.isUser() || n.has("login", "username", "email", "firstname", "lastname", "avatarurl", "displayname")
	case '[':
		for _, kid := range n.kids {
			if kid.isPerson() {
				return true
			}
		}
	case '"':
		s := n.string()
		if strings.Contains(s, "@") && !strings.Contains(s, "://") {
			return true
		}
		given, family, ok := strings.Cut(strings.TrimSpace(s), " ")
		if !ok {
			given, family, ok = strings.Cut(s, ".")
		}
		return ok && isGiven(given) && family != "" && !strings.Contains(family, " ")
	}
	return false
}

// isBot says whether an object is a person's in shape, but runs by itself.
func (n *node) isBot() bool {
	return strings.EqualFold(n.text("type"), "bot") || strings.HasSuffix(n.text("login"), "[bot]")
}
