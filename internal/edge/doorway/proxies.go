package doorway

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// ParseProxies reads the peers whose forwarded headers are believed: addresses or prefixes.
// An error names the entry that cannot be read, or that believes the whole internet.
func ParseProxies(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if a, aerr := netip.ParseAddr(s); aerr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q is neither an address nor a prefix like 10.0.0.0/8", s)
		}
		if p.Bits() == 0 {
			return nil, fmt.Errorf("trusted proxy %q would let anybody choose an address; name the proxies", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// origin is the address of the client and whether it spoke https. Forwarded headers count
// only from believed peers, and only up to the first address that is not one of them.
func origin(r *http.Request, proxies []netip.Prefix) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	addr, https := peer.Addr().Unmap(), r.TLS != nil
	if err != nil || !within(addr, proxies) {
		return addr, https
	}
	https = https || strings.EqualFold(lastOf(r.Header.Values("X-Forwarded-Proto")), "https")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if addr = hop.Unmap(); !within(addr, proxies) {
			break
		}
	}
	return addr, https
}

// lastOf is what the nearest proxy said: earlier values may come from the client.
func lastOf(values []string) string {
	all := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(all[len(all)-1])
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
