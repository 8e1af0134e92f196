package outbound_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/outbound"
)

// badAddresses are addresses that a guard made of netip's predicates partly lets through.
func badAddresses() []string {
	return strings.Fields(`
		0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.1.2.3 127.255.255.255
		168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1
		192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1
		203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.254 255.255.255.255
		:: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe ::ffff:0:127.0.0.1
		64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1
		2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 2620:4f:8000::1 3fff::1 3ffe::1%eth0 4000::1 5f00::1 fc00::1 fd00::1
		fd00:ec2::254 fe80::1 fe80::1%eth0 febf::1 fec0::1 feff::1 ff02::1 ff0e::1`)
}

func goodAddresses() []string {
	return strings.Fields(`1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 168.63.129.17
		172.15.255.255 172.32.0.1 192.0.1.1 192.167.1.1 198.17.255.255 198.20.0.1 223.255.255.255
		::ffff:8.8.8.8 2001:4860:4860::8888 2606:4700:4700::1111 2a00:1450::1 2003::1`)
}

func TestIsPublic(t *testing.T) {
	t.Parallel()
	for _, s := range badAddresses() {
		if outbound.IsPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s passes", s)
		}
	}
	for _, s := range goodAddresses() {
		if !outbound.IsPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s is refused", s)
		}
	}
	if outbound.IsPublic(netip.Addr{}) {
		t.Error("no address passes")
	}
}

// badURLs are addresses in every disguise that some parser takes off.
func badURLs() []string {
	return strings.Fields(`
		http://localhost/ http://localhost./ http://LOCALHOST/ http://a.localhost/ http://localhost.localdomain/
		http://2130706433/ http://017700000001/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/ http://127.0.1/
		http://0/ http://0x0/ http://127.0.0.1./ http://0300.0250.0.1/ http://1.1.1.256/ http://a.0x1/
		http://１２７.0.0.1/ http://127。0。0。1/ http://ｌocalhost/ http://①②⑦.0.0.1/
		http://[fe80::1%25eth0]/ http://[::1%25lo]/ http://metadata.google.internal/ http://metadata/
		http://8.8.8.8@127.0.0.1/ http://user:secret@example.com/ http://example.com:pass@127.0.0.1/
		http://example.com:22/ http://example.com:6379/ http://example.com:0/ http://example.com:99999/ https://example.com:5432/
		ftp://example.com/ file:///etc/passwd gopher://example.com/ javascript:alert(1) data:text/html,x unix:///run/x.sock
		http:// http:/// http:example.com //example.com example.com / http://%31%32%37.0.0.1/ http://exa%6dple.com\@127.0.0.1/
		http://.../ http://[::ffff:169.254.169.254]/ http://[64:ff9b::a9fe:a9fe]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://example.com/#x`)
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	var g outbound.Guard
	bad := badURLs()
	for _, a := range badAddresses() {
		if strings.Contains(a, ":") {
			a = "[" + strings.ReplaceAll(a, "%", "%25") + "]"
		}
		bad = append(bad, "http://"+a+"/", "https://"+a+":443/hook?x=1")
	}
	if len(bad) < 80 {
		t.Fatalf("only %d", len(bad))
	}
	for _, raw := range append(bad, "http://exam ple.com/", "http://a\r\nb/", "http://\x00/", "https://example.com/"+strings.Repeat("a", 3000)) {
		p := problem.Of(g.CheckURL(raw))
		if p == nil || p.Kind != problem.KindInvalid || p.Field != "url" || p.Say != "This address is not allowed." {
			t.Errorf("%q: %v", raw, p)
		}
	}
	for _, raw := range []string{
		"https://example.com/", "http://example.com", "https://hooks.example.com:443/services/T0?x=1", "HTTP://Example.COM:80/",
		"https://bücher.example/", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://my_service.example.com/", "https://example.com./",
		"https://1password.com/", "https://a.b.c.0xyz.com/",
	} {
		if err := g.CheckURL(raw); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestAnOperatorMayAllowByRangeNameAndPort(t *testing.T) {
	t.Parallel()
	g := outbound.Guard{
		Prefixes: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, Hosts: []string{"hooks.internal", "localhost"}, Ports: []int{443, 8443},
	}
	for raw, allowed := range map[string]bool{
		"https://10.1.2.3/": true, "https://10.2.2.3/": false, "https://hooks.internal:8443/": true, "https://Hooks.Internal./": true,
		"https://localhost/": true, "http://10.1.2.3:80/": true, "https://[::ffff:10.1.2.3]/": true, "http://10.2.2.3:8443/": false,
		"https://8.8.8.8:8443/": true, "https://8.8.8.8:8444/": false,
		"https://hooks.internal.evil.example:8444/": true, // What it leads to decides, when it is dialled.
	} {
		if err := g.CheckURL(raw); (err == nil) != allowed {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

func TestAPortIsCheckedWhenTheAddressIsKnown(t *testing.T) {
	t.Parallel()
	g := outbound.Guard{Prefixes: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	c := outbound.New(outbound.Config{Guard: g, Resolver: names(t, "8.8.8.8")})
	if _, err := c.Post(t.Context(), "http://rebound.example:8444/", nil, nil); !errors.Is(err, outbound.ErrNotAllowed) {
		t.Errorf("a public address on an odd port: %v", err)
	}
}

func TestAllowingReadsWhatAnOperatorNames(t *testing.T) {
	t.Parallel()
	g, err := outbound.Allowing([]string{"10.1.2.3/16", "127.0.0.1", "fd00::/8", " hooks.internal "})
	if err != nil {
		t.Fatal(err)
	}
	d := outbound.NewDialer(outbound.Config{Guard: g})
	for host, allowed := range map[string]bool{
		"10.1.9.9": true, "10.2.0.1": false, "127.0.0.1": true, "127.0.0.2": false, "localhost": true, "hooks.internal": true, "fd00::1": true,
		"169.254.169.254": false, "::ffff:169.254.169.254": false, "64:ff9b::a9fe:a9fe": false, "2852039166": false, "metadata.google.internal": false,
	} {
		if err := d.CheckServer(host, 25); (err == nil) != allowed {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, bad := range []string{"", "*", "10.1.2.3/33", "fe80::1%eth0", "a:b", "10.1"} {
		if _, err := outbound.Allowing([]string{bad}); problem.KindOf(err) != problem.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzCheckURL(f *testing.F) {
	for _, raw := range badURLs() {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		var g outbound.Guard
		_ = g.CheckURL(raw) // Must not panic; what passes is checked again when dialled.
	})
}
