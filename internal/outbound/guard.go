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
	Prefixes []netip.Prefix // Ranges allowed although they are not public, on every port.
	Hosts    []string       // Names allowed whatever they resolve to, on every port.
	Ports    []int          // Of public addresses; empty means 80 and 443.
	AnyPort  bool
}

// Allowing makes a guard that also allows what an operator names: addresses, ranges such as
// 10.0.0.0/8, and host names. Invalid at allow_private when one of them is none of these.
func Allowing(names []string) (Guard, error) {
	var g Guard
	for _, name := range names {
		name = strings.TrimSpace(name)
		if p, err := netip.ParsePrefix(name); err == nil {
			g.Prefixes = append(g.Prefixes, p.Masked())
			continue
		}
		if a, err := netip.ParseAddr(name); err == nil && a.Zone() == "" {
			g.Prefixes = append(g.Prefixes, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		host, ok := plainHost(name)
		if !ok || strings.ContainsAny(host, ":*") || endsInNumber(host) {
			return g, problem.Invalid("allow_private", "%.60q is neither a host nor a network.", name).
				Next("Name a host such as hooks.internal, an address, or a range such as 10.0.0.0/8.")
		}
		g.Hosts = append(g.Hosts, host)
	}
	return g, nil
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
	scheme := strings.ToLower(u.Scheme)
	port, ok := map[string]int{"http": 80, "https": 443}[scheme]
	if !ok || u.User != nil {
		return notAllowed()
	}
	if named := u.Port(); named != "" {
		var err error
		if port, err = strconv.Atoi(named); err != nil {
			return notAllowed()
		}
	}
	return g.checkHost(u.Hostname(), port)
}

// checkHost decides by name and port what can be decided before anything is resolved.
func (g *Guard) checkHost(name string, port int) error {
	host, ok := plainHost(name)
	switch {
	case !ok:
		return notAllowed()
	case g.allowsHost(host):
		return nil
	case isLocalName(host) && (host != "localhost" || !g.opens(netip.MustParseAddr("127.0.0.1"))):
		return notAllowed()
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if !g.allowsAddr(a, port) {
			return notAllowed()
		}
		return nil
	}
	// Where the operator opened a range, the port is looked at once the address is known.
	if endsInNumber(host) || (!g.allowsPort(port) && len(g.Prefixes) == 0) {
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

// allowsPort is asked for public addresses; what the operator opened is open on every port.
func (g *Guard) allowsPort(port int) bool {
	ports := g.Ports
	if len(ports) == 0 {
		ports = []int{80, 443}
	}
	return g.AnyPort || slices.Contains(ports, port)
}

func (g *Guard) allowsHost(host string) bool {
	return slices.ContainsFunc(g.Hosts, func(h string) bool { return strings.EqualFold(strings.TrimSuffix(h, "."), host) })
}

// allowsAddr is asked for every address at the moment it is dialled.
func (g *Guard) allowsAddr(a netip.Addr, port int) bool {
	if a.Zone() != "" {
		return false
	}
	return g.opens(a.Unmap()) || (IsPublic(a.Unmap()) && g.allowsPort(port))
}

// opens says whether the operator opened the range of an address.
func (g *Guard) opens(a netip.Addr) bool {
	return slices.ContainsFunc(g.Prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}
