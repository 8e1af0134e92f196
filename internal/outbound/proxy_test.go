package outbound_test

import (
	"net/http"
	"testing"
)

// TestAProxyInTheEnvironmentIsIgnored is alone in its file because it may not run in parallel.
func TestAProxyInTheEnvironmentIsIgnored(t *testing.T) {
	proxy := listen(t, func(http.ResponseWriter, *http.Request) {})
	target := listen(t, func(http.ResponseWriter, *http.Request) {})
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	if _, err := get(t, allowed(t, nil), target.URL); err != nil {
		t.Fatal(err)
	}
	if proxy.connections.Load() != 0 || target.connections.Load() != 1 {
		t.Fatal("the proxy was used")
	}
}
