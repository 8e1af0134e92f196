package outbound

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"candor.dev/candor/internal/domain/problem"
)

// Guard decides which addresses may be called. The zero Guard allows the public internet on
// ports 80 and 443 and nothing else.
type Guard struct {
	Prefixes []netip.Prefix // Ranges allowed although they are not public.
	Hosts    []string       // Names allowed whatever they resolve to.
	Ports    []int          // Empty means 80 and 443.
	AnyPort  bool
}

// notAllowed is the one answer for every refused address. It says nothing about ports,
// resolution or replies, which would make us a scanner of the network we stand in.
func notAllowed() *problem.Problem {
	return problem.Invalid("url", "This address is not allowed.").
		Next("Use a public http or https address, or ask your operator to allow this one.")
}

// CheckURL says whether raw may be saved as an address to call. Invalid at "url" otherwise. It
// resolves nothing: what a name leads to is decided when it is called.
func (g *Guard) CheckURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > 2000 || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return notAllowed()
	}
	return g.check(u)
}

func (g *Guard) check(u *url.URL) error {
	if scheme := strings.ToLower(u.Scheme); (scheme != "http" && scheme != "https") || u.User != nil || !g.allowsPort(u) {
		return notAllowed()
	}
	host, ok := plainHost(u.Hostname())
	switch {
	case !ok:
		return notAllowed()
	case g.allowsHost(host):
		return nil
	case isLocalName(host):
		return notAllowed()
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if !g.allowsAddr(a) {
			return notAllowed()
		}
		return nil
	}
	if endsInNumber(host) {
		return notAllowed()
	}
	return nil
}

// plainHost is the host as a resolver will see it: ASCII, lower case, without a final dot.
func plainHost(host string) (string, bool) {
	if strings.Contains(host, ":") { // An IPv6 literal, perhaps with a zone.
		return host, !strings.Contains(host, "%")
	}
	// As browsers do: full-width digits become digits, the ideographic full stop a dot.
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))
	ascii, err := profile.ToASCII(host)
	ascii = strings.TrimSuffix(strings.ToLower(ascii), ".")
	return ascii, err == nil && ascii != "" && !strings.ContainsAny(ascii, "%/\\@ ")
}

// isLocalName knows the names that mean this machine or a cloud's metadata service.
func isLocalName(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".localdomain") ||
		host == "metadata" || host == "metadata.google.internal"
}

// endsInNumber says whether some resolvers would read the host as an address in another
// notation: 2130706433, 0x7f000001, 0177.0.0.1, 127.1.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.HasPrefix(last, "0x") {
		return true
	}
	return last == "" || strings.Trim(last, "0123456789") == ""
}

func (g *Guard) allowsPort(u *url.URL) bool {
	port := u.Port()
	if g.AnyPort || port == "" {
		return true
	}
	n, err := strconv.Atoi(port)
	ports := g.Ports
	if len(ports) == 0 {
		ports = []int{80, 443}
	}
	return err == nil && slices.Contains(ports, n)
}

func (g *Guard) allowsHost(host string) bool {
	return slices.ContainsFunc(g.Hosts, func(h string) bool { return strings.EqualFold(strings.TrimSuffix(h, "."), host) })
}

// allowsAddr is asked for every address at the moment it is dialled.
func (g *Guard) allowsAddr(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	for _, p := range g.Prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return IsPublic(a)
}
