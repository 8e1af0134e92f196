package doorway

import (
	"net/http"
	"net/netip"
)

// ContentSecurityPolicy lets a page use only what this server sends, and nothing inline.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// Headers sets the security headers of every answer. Cache-Control is no-store until a handler
// of public assets says otherwise.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", ContentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", referrerPolicy(r))
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if IsHTTPS(r.Context()) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// referrerPolicy is no-referrer, except on plain http away from this machine. There browsers
// send no Sec-Fetch-Site, and under no-referrer they send "Origin: null" with our own forms,
// which SameOrigin then has to refuse: nobody could sign in over a LAN address. same-origin
// tells other sites as little. (Both seen with Chromium.)
func referrerPolicy(r *http.Request) string {
	if IsHTTPS(r.Context()) || isLoopbackName(hostOf(r.Host)) {
		return "no-referrer"
	}
	return "same-origin"
}

func isLoopbackName(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
