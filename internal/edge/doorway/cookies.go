package doorway

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Cookies makes the cookies of an installation. With https they are bound to this very host
// (__Host-, Secure); with http on a machine or a LAN they are plain, since a browser would
// drop a Secure cookie there without a word and the login would never hold.
type Cookies struct{ secure bool }

// CookiesFor decides by the public URL.
func CookiesFor(publicURL string) Cookies { return Cookies{secure: SecureCookies(publicURL)} }

// SecureCookies says whether the public URL is https. It is a matter of configuration, not of
// the request: one installation has one kind of cookie.
func SecureCookies(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && strings.EqualFold(u.Scheme, "https") && u.Host != ""
}

// Name is the full name of the cookie called name.
func (c Cookies) Name(name string) string {
	if c.secure {
		return "__Host-" + name
	}
	return name
}

// Set sends a cookie that scripts cannot read and that foreign sites cannot send along with a
// form. A zero expiry makes it end with the browser.
func (c Cookies) Set(w http.ResponseWriter, name, value string, expires time.Time) {
	http.SetCookie(w, &http.Cookie{
		Name: c.Name(name), Value: value, Path: "/", Expires: expires,
		Secure: c.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Clear removes a cookie.
func (c Cookies) Clear(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: c.Name(name), Path: "/", MaxAge: -1,
		Secure: c.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Value returns the value of a cookie of ours, or "".
func (c Cookies) Value(r *http.Request, name string) string {
	if ck, err := r.Cookie(c.Name(name)); err == nil {
		return ck.Value
	}
	return ""
}

// LocalPath returns next when it is a path on this server, and "/" when a browser could read
// it as anything else: another host, another scheme, or a path that becomes one.
func LocalPath(next string) string {
	if len(next) > 2000 || !strings.HasPrefix(next, "/") || strings.ContainsFunc(next, oddInPath) {
		return "/"
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") {
		return "/"
	}
	// Decoded too, since servers and browsers on the way may decode once.
	if strings.HasPrefix(u.Path, "//") || strings.ContainsFunc(u.Path, oddInPath) || strings.Contains(u.Path, "/../") {
		return "/"
	}
	return next
}

func oddInPath(r rune) bool { return r == '\\' || r < 0x20 || r == 0x7f }
